import { goodConfig, goodService, goodTenants, judges } from "../fixture";

type Section = Readonly<Record<string, unknown>>;

const secrets = (written: Section) => ({ kubernetes: { ...goodConfig.kubernetes, secrets: written } });
const api = { api: { url: "http://db-api.data.svc:3000" } };
const note = (unread: string) =>
  `note: FILE: alfred-storage:kubernetes.secrets.service (storage) has the service's secrets, so what is here has no effect on the service: ${unread}.
  Keep that Secret in step with the database and with the keys of the tokens that clients have.`;

describe("the rules of Secrets that exist", () => {
  judges(goodConfig, [
    ["PostgREST's Secret", secrets({ api: "api" }), ""],
    ["the service's Secret", secrets({ service: "storage" }), note("keys and the passwords that the program makes")],
    [
      "the service's Secret beside what it holds",
      {
        ...secrets({ service: "storage" }),
        ...goodService({
          s3: {
            bucket: "alfred-platform-prod",
            region: "us-west-2",
            accessKeyId: "AKIA",
            secretAccessKey: "very-secret",
          },
          multiTenant: goodTenants,
        }),
      },
      note(
        "keys, the passwords that the program makes, service.s3.accessKeyId, service.s3.secretAccessKey, service.multiTenant.databaseUrl, service.multiTenant.adminApiKeys and service.multiTenant.encryptionKey",
      ),
    ],
    [
      "a store of Secrets that are not named",
      secrets({ externalStore: "vault" }),
      `error: FILE: alfred-storage:kubernetes.secrets.service is missing, and kubernetes.secrets.externalStore needs it.
  Set it to the name of the entry in the store, which the Secret made from it has too.
error: FILE: alfred-storage:kubernetes.secrets.api is missing, and kubernetes.secrets.externalStore needs it.
  Set it to the name of the entry in the store, which the Secret made from it has too.`,
    ],
    [
      "a store of both Secrets",
      secrets({ externalStore: "vault", service: "storage", api: "api" }),
      note("keys and the passwords that the program makes"),
    ],
    [
      "a store beside a PostgREST that exists",
      { ...secrets({ externalStore: "vault", service: "storage" }), ...api },
      note("keys and the passwords that the program makes"),
    ],
    [
      "a Secret of a PostgREST that exists",
      { ...secrets({ api: "api" }), ...api },
      `error: FILE: alfred-storage:kubernetes.secrets.api (api) has no effect while api.url names a PostgREST, which the stack does not run.
  Remove it, or remove api.url.`,
    ],
    [
      "a store beside a PostgREST whose URL could not be read",
      { ...secrets({ externalStore: "vault", service: "storage" }), api: { url: "db-api" } },
      `error: FILE: alfred-storage:api.url (db-api) is not a URL such as http://db-api:3000.
${note("keys and the passwords that the program makes")}`,
    ],
  ]);
});
