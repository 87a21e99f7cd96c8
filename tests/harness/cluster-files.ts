import { generateKeyPairSync, randomBytes } from "node:crypto";
import { writeFileSync } from "node:fs";
import path from "node:path";

import { stringify } from "yaml";

/** What proves to the API server who somebody is. */
export interface Credentials {
  /** A bearer token of the one user, who may do everything. */
  readonly token: string;
  /** The file that tells the API server about the token. */
  readonly tokenFile: string;
  /** The file with the key that signs the tokens of service accounts. */
  readonly keyFile: string;
}

export function writeCredentials(folder: string): Credentials {
  const token = randomBytes(24).toString("base64url");
  const tokenFile = path.join(folder, "tokens.csv");
  writeFileSync(tokenFile, `${token},admin,admin,"system:masters"\n`, { mode: 0o600 });
  const keyFile = path.join(folder, "service-accounts.pem");
  const { privateKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
  writeFileSync(keyFile, privateKey.export({ type: "sec1", format: "pem" }), { mode: 0o600 });
  return { token, tokenFile, keyFile };
}

/** Writes a kubeconfig that needs no other file, for its owner alone. Gives its path. */
export function writeKubeconfig(
  folder: string,
  name: string,
  server: string,
  authority: Buffer,
  token: string,
): string {
  const file = path.join(folder, "kubeconfig");
  const config = {
    apiVersion: "v1",
    kind: "Config",
    clusters: [{ name, cluster: { server, "certificate-authority-data": authority.toString("base64") } }],
    users: [{ name, user: { token } }],
    contexts: [{ name, context: { cluster: name, user: name } }],
    "current-context": name,
  };
  writeFileSync(file, stringify(config), { mode: 0o600 });
  return file;
}
