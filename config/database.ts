import { z } from "zod";
import { forEditors, host, port, text } from "./fields";

const identifier = () => text(/^[^\x00-\x1f\x7f]{1,63}$/, "a name of 1 to 63 characters");

const password = z
  .string()
  .min(1, { error: "is empty" })
  // The stack file never holds a password in plain text, so that is all an editor has to know.
  .register(forEditors, {
    keywords: () => ({
      type: "object",
      properties: { secure: { type: "string" } },
      required: ["secure"],
      additionalProperties: false,
      minLength: undefined,
    }),
  });

/** `alfred-storage:database` */
export const database = z.strictObject({
  host: host().describe("Where PostgreSQL listens: a host name or an IP address."),
  port: port().default(5432).describe("The TCP port of PostgreSQL."),
  name: identifier().default("postgres").describe("The database that holds the schema storage."),
  administrator: identifier()
    .default("postgres")
    .describe("The role that the program signs in as; it creates roles and grants, and need not be a superuser."),
  password: password
    .optional()
    .describe(
      "The administrator's password. Set it with: pulumi config set --secret --path 'alfred-storage:database.password'",
    ),
  tls: z
    .enum(["disable", "require", "verify-full"])
    .default("verify-full")
    .describe("disable: plain text; require: encrypted; verify-full: encrypted, and the server proves who it is."),
  tlsCertificateAuthority: text(
    /-----BEGIN CERTIFICATE-----[\s\S]+-----END CERTIFICATE-----/,
    "a certificate in PEM form, from -----BEGIN CERTIFICATE----- to -----END CERTIFICATE-----",
  )
    .optional()
    .describe(
      "The certificate, in PEM form, of the authority that signed the server's. Default: those that Node knows.",
    ),
});
export type Database = z.output<typeof database>;
