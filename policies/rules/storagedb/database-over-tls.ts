import type { ResourceRule } from "../../rule";
import { textAt } from "../../values";

const loopback = /^(localhost|127\.\d+\.\d+\.\d+|::1|\/.*)$/;

export const databaseOverTls: ResourceRule = {
  name: "database-over-tls",
  threat: "data-exposed",
  level: "mandatory",
  description: "A database is reached over TLS, unless the connection does not leave the machine.",
  remedy: "Set it to require, or to verify-full with the authority's certificate.",
  types: ["pulumi:providers:storagedb", "pulumi:providers:postgresql"],
  check: ({ type, props }, report) => {
    const host = textAt(props, "host") ?? "";
    if (loopback.test(host)) return;
    // Left out, storagedb verifies the server; postgresql takes what the environment says.
    const [key, otherwise] = type.endsWith(":storagedb") ? ["tls", "verify-full"] : ["sslmode", "not set"];
    const tls = textAt(props, key) ?? otherwise;
    if (!["require", "verify-ca", "verify-full"].includes(tls))
      report(`may reach ${host} in the clear (${key}: ${tls})`);
  },
};
