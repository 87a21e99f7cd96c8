import type { ResourceRule } from "../../rule";
import { textAt } from "../../values";

export const firstObjectsOverTls: ResourceRule = {
  name: "first-objects-over-tls",
  threat: "data-exposed",
  level: "mandatory",
  description:
    "First objects are uploaded over HTTPS or within the machine, since the token of the service role goes along.",
  remedy: "Write the service's address with https://, or upload through a tunnel.",
  types: ["storagedb:index:FirstObjects"],
  check: ({ props }, report) => {
    const url = textAt(props, "url") ?? "";
    const safe = /^https:\/\/|^http:\/\/(localhost|127\.\d+\.\d+\.\d+|\[::1\])([:/]|$)/.test(url);
    if (!safe) report(`sends the token of the service role to ${url} in the clear`);
  },
};
