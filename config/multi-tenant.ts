import { z } from "zod";
import { forEditors, port, secret, standardPorts, whereWritten } from "./fields";
import { setSecret } from "./key-text";

/** What several tenants need and only a person can give; all of it is secret. */
export const multiTenantSecrets = ["databaseUrl", "adminApiKeys", "encryptionKey"] as const;

const setting = (key: (typeof multiTenantSecrets)[number]) =>
  `Set it with: ${setSecret("service", "multiTenant", key)}`;

function hostPatternProblem(pattern: string): string | undefined {
  const example = "such as ^([a-z0-9-]+)\\.storage\\.example\\.com$";
  try {
    new RegExp(pattern);
  } catch (error) {
    const reason = (error as Error).message.replace(/^[^]*: /, "").toLowerCase();
    return `is not a regular expression (${reason}); write one ${example}`;
  }
  // Beside an empty alternative it matches anything, with all of its groups.
  const groups = new RegExp(`${pattern}|`).exec("") ?? [];
  return groups.length > 1 ? undefined : `has no group, which would find the tenant; write one ${example}`;
}

const hostPattern = z.string().superRefine((pattern, context) => {
  const problem = hostPatternProblem(pattern);
  if (problem !== undefined) context.addIssue({ code: "custom", message: problem });
});

const map = z.strictObject({
  databaseUrl: secret(/^postgres(ql)?:\/\/./, "is not a URL that begins with postgres:// or postgresql://")
    .optional()
    .describe(`The URL of the database that holds the tenants. ${setting("databaseUrl")}`),
  adminApiKeys: secret(/^[^,\s]+(,[^,\s]+)*$/, "is not a list of keys with commas, and no blanks, between them")
    .optional()
    .describe(`The keys that open the admin API, with commas between them. ${setting("adminApiKeys")}`),
  encryptionKey: secret()
    .optional()
    .describe(
      `Encrypts the tenants' own secrets in that database; with another key they cannot be read. ${setting("encryptionKey")}`,
    ),
  adminPort: port().default(standardPorts.admin).describe("The TCP port of the admin API."),
  hostPattern: hostPattern
    .default("^([a-zA-Z0-9-]+)\\.")
    .describe("A regular expression whose first group finds the tenant in the forwarded host name."),
});

/** `alfred-storage:service.multiTenant` */
export const multiTenant = z.union(
  [z.boolean().register(forEditors, { keywords: () => ({ type: "boolean", const: false }) }), map],
  { error: whereWritten("is neither false nor a map of keys") },
);
