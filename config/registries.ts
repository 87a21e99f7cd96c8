import { z } from "zod";
import { secret, text } from "./fields";
import { setSecret } from "./key-text";

/** `alfred-storage:registries` */
export const registries = z.array(
  z.strictObject({
    address: text(
      /^[A-Za-z0-9]([A-Za-z0-9.-]*[A-Za-z0-9])?(:[0-9]{1,5})?$/,
      "a registry such as ghcr.io or registry.example.com:5000; write it without a scheme and a path",
    ).describe("The registry's host name, with its port where that is not 443."),
    username: text(/^[^\x00-\x1f\x7f]+$/, "a user name").describe("Whom the registry knows."),
    password: secret().describe(`The user's password or token. Set it with: ${setSecret("registries", 0, "password")}`),
  }),
);
