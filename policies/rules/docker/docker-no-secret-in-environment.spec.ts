import { type Case, describeRule, set } from "../../testing";
import { dockerNoSecretInEnvironment } from "./docker-no-secret-in-environment";

const added = (name: string, variable: unknown, says: Case["says"]): Case => ({
  name,
  stack: "dev",
  change: (find) => {
    set(find("Container", "db-storage"), "envs.0", variable);
  },
  says,
});

describeRule(dockerNoSecretInEnvironment, [
  added(
    "the seed's key of the service role",
    "SERVICE_KEY=eyJhbGciOi",
    'Container "db-storage" has a secret in its environment (SERVICE_KEY)',
  ),
  added(
    "a password with an equals sign",
    "DB_PASSWORD=/=super",
    'Container "db-storage" has a secret in its environment (DB_PASSWORD)',
  ),
  added(
    "a URL with a password",
    "DATABASE_URL=postgres://user:pass@db-postgres:5432/postgres",
    'Container "db-storage" has a URL with a password in its environment (DATABASE_URL)',
  ),
  added("something that the program marks", "[secret]", 'Container "db-storage" has a secret in its environment'),
  added("a URL without a password", "DATABASE_URL=postgres://user@db-postgres:5432/postgres", []),
  added("a file's name", "DB_PASSWORD_FILE=/etc/password", []),
  added("a variable that is empty", "DB_PASSWORD", []),
]);
