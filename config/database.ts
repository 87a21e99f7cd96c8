import { z } from "zod";
import { count, host, port, secret, share, standardPorts, text } from "./fields";
import { setSecret } from "./key-text";
import { tunnel } from "./kubernetes";

const identifier = () => text(/^[^\x00-\x1f\x7f]{1,63}$/, "a name of 1 to 63 characters");
const onlyGiven = "Only for a given server.";

/** `alfred-storage:database` */
export const database = z.strictObject({
  host: host()
    .optional()
    .describe(
      "Where PostgreSQL listens: a host name or an IP address. Default on docker: the stack runs a server of its own.",
    ),
  port: port()
    .default(standardPorts.database)
    .describe("The TCP port of PostgreSQL; that of an own server is on 127.0.0.1."),
  name: identifier().default("postgres").describe("The database that holds the schema storage."),
  administrator: identifier()
    .optional()
    .describe(
      "The role that the program signs in as; it creates roles and grants, and need not be a superuser. Default: postgres; of an own server, the superuser that its image makes.",
    ),
  password: secret()
    .optional()
    .describe(
      `The administrator's password; for an own server the program makes one. Set it with: ${setSecret("database", "password")}`,
    ),
  tls: z
    .enum(["disable", "require", "verify-full"])
    .optional()
    .describe(
      `disable: plain text; require: encrypted; verify-full: encrypted, and the server proves who it is. ${onlyGiven} Default: verify-full.`,
    ),
  tlsCertificateAuthority: text(
    /-----BEGIN CERTIFICATE-----[\s\S]+-----END CERTIFICATE-----/,
    "a certificate in PEM form, from -----BEGIN CERTIFICATE----- to -----END CERTIFICATE-----",
  )
    .optional()
    .describe(
      `The certificate, in PEM form, of the authority that signed the server's. ${onlyGiven} Default: those that Node knows.`,
    ),
  serviceHost: host()
    .optional()
    .describe(
      `Where the service's containers reach the server. ${onlyGiven} Default: host, and host.docker.internal on docker where host is this machine.`,
    ),
  servicePort: port().optional().describe(`The port for serviceHost. ${onlyGiven} Default: port.`),
  poolHost: host()
    .optional()
    .describe(
      `Where the service's containers reach a transaction pool in front of the server. ${onlyGiven} Default: there is none.`,
    ),
  poolPort: port().optional().describe("The port for poolHost. Default: 6543."),
  reach: z
    .enum(["direct", "tunnel"])
    .default("direct")
    .describe(
      'How the program reaches the server. tunnel: through the cluster, with "npm run ops -- tunnel" around each command of Pulumi; only on kubernetes.',
    ),
  tunnel: tunnel.optional().describe("The tunnel's two ends. Only with reach: tunnel."),
  maxConnections: count("connections")
    .optional()
    .describe(
      "The connections that the server takes (max_connections); the service must not need more. Only on kubernetes. Default: 100.",
    ),
  limits: share("that an own server may use at most", "2", "2GiB")
    .optional()
    .describe("What an own server may use at most. Default: 2 cores, 2GiB."),
});
