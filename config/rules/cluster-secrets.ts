import type { Issue } from "../../components/issue";
import type { Usable } from "../parse";
import type { StackConfig } from "../settings";
import { error, listed, note, written } from "./issues";

type Secrets = NonNullable<StackConfig["kubernetes"]["secrets"]>;

/** Secrets that the program does not make. */
export function clusterSecretIssues({ platform, kubernetes, api, service }: Usable): Issue[] {
  const secrets = kubernetes?.secrets;
  if (platform !== "kubernetes" || secrets === undefined) return [];
  return [
    ...(api === undefined ? [] : apiIssues(secrets, api)),
    ...storeIssues(secrets, api),
    ...(service === undefined ? [] : serviceIssues(secrets, service)),
  ];
}

const path = (key: keyof Secrets): Issue["path"] => ["kubernetes", "secrets", key];

function apiIssues(secrets: Secrets, api: StackConfig["api"]): Issue[] {
  if (secrets.api === undefined || api.url === undefined) return [];
  const message = "has no effect while api.url names a PostgREST, which the stack does not run";
  return [error(path("api"), message, "remove it, or remove api.url")];
}

function storeIssues(secrets: Secrets, api: Usable["api"]): Issue[] {
  if (secrets.externalStore === undefined) return [];
  const needed = api === undefined || api.url !== undefined ? (["service"] as const) : (["service", "api"] as const);
  return needed
    .filter((key) => secrets[key] === undefined)
    .map((key) => {
      const message = "is missing, and kubernetes.secrets.externalStore needs it";
      const remedy = "set it to the name of the entry in the store, which the Secret made from it has too";
      return error(path(key), message, remedy);
    });
}

/** What the program makes, or the stack file says, and nobody reads. */
function serviceIssues(secrets: Secrets, service: StackConfig["service"]): Issue[] {
  if (secrets.service === undefined) return [];
  const { s3, multiTenant } = service;
  const tenants = typeof multiTenant === "object" ? multiTenant : {};
  const unread = [
    "keys",
    "the passwords that the program makes",
    ...written(s3 ?? {}, "accessKeyId", "secretAccessKey").map((key) => `service.s3.${key}`),
    ...written(tenants, "databaseUrl", "adminApiKeys", "encryptionKey").map((key) => `service.multiTenant.${key}`),
  ];
  const message = `has the service's secrets, so what is here has no effect on the service: ${listed(unread)}`;
  const remedy = "keep that Secret in step with the database and with the keys of the tokens that clients have";
  return [note(path("service"), message, remedy)];
}
