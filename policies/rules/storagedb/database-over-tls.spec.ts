import { type Case, describeRule, set } from "../../testing";
import { databaseOverTls } from "./database-over-tls";

const server = "db-postgres.alfred-platform.svc";

const configured = (name: string, kind: string, key: string, value: unknown, says?: string): Case => ({
  name,
  change: (find) => {
    set(find(kind, `database-connection-${kind}`), key, value);
  },
  says: says === undefined ? [] : `${kind} "database-connection-${kind}" ${says}`,
});

describeRule(databaseOverTls, [
  configured("no TLS", "storagedb", "tls", "disable", `may reach ${server} in the clear (tls: disable)`),
  configured("no TLS", "postgresql", "sslmode", "disable", `may reach ${server} in the clear (sslmode: disable)`),
  configured(
    "TLS if there is",
    "postgresql",
    "sslmode",
    "prefer",
    `may reach ${server} in the clear (sslmode: prefer)`,
  ),
  configured("nothing said", "postgresql", "sslmode", undefined, `may reach ${server} in the clear (sslmode: not set)`),
  configured("nothing said, which is to verify", "storagedb", "tls", undefined),
  configured("a server that is verified", "postgresql", "sslmode", "verify-full"),
  configured("an authority that is verified", "postgresql", "sslmode", "verify-ca"),
  {
    name: "a server elsewhere for a stack that was on one machine",
    stack: "dev",
    change: (find) => {
      set(find("storagedb"), "host", "127.0.0.1.example.com");
    },
    says: 'storagedb "database-connection-storagedb" may reach 127.0.0.1.example.com in the clear (tls: disable)',
  },
  ...["localhost", "::1", "/var/run/postgresql"].map((host): Case => ({
    name: `${host}, which is this machine`,
    stack: "dev",
    change: (find) => {
      set(find("storagedb"), "host", host);
    },
    says: [],
  })),
]);
