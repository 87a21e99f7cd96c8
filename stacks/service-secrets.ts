import * as pulumi from "@pulumi/pulumi";
import * as random from "@pulumi/random";
import type { Settings } from "../config";
import { certificateAuthorityFile } from "../components/database-api/files";
import type { SecretSource } from "../components/kubernetes-secret";
import type { ServiceKeys } from "../components/service-keys";
import type { StorageDatabase } from "../components/storage-database";
import { serviceOwner } from "../components/storage-database/roles";
import { libpqUrl, nodeUrl } from "../components/storage-database/urls";
import type { ServiceSecrets } from "../components/storage-service/args";

/** The given password of the database's administrator; for an own server without one, a new one. */
export function administratorPassword(
  { database, keys }: Settings,
  provider: random.Provider,
): pulumi.Output<string> | undefined {
  if (database.password !== undefined) return pulumi.secret(database.password);
  return database.server === "given"
    ? undefined
    : made("database-administrator-password", 40, keys.passwords, provider);
}

/** A Secret that somebody else looks after, by its name; undefined where there is none. */
export function given(
  name: string | undefined,
  { externalStore }: Settings["kubernetes"]["secrets"],
): Exclude<SecretSource, { kind: "made" }> | undefined {
  if (name === undefined) return undefined;
  return externalStore === undefined ? { kind: "given", name } : { kind: "external", name, store: externalStore };
}

/** The URL by which PostgREST reaches the database. */
export function databaseApiUrl({ database }: Settings, roles: StorageDatabase): pulumi.Output<string> {
  const { service, name, tls, tlsCertificateAuthority: authority } = database;
  const address = { ...service, name, tls };
  const file = authority === undefined ? undefined : certificateAuthorityFile;
  return roles.authenticatorPassword.apply((secret) => libpqUrl(address, "authenticator", secret, file));
}

export type Credentials = pulumi.Output<{ accessKeyId: string; secretAccessKey: string }>;

/** What clients of the S3 protocol sign with, where it is asked for. */
export function s3ProtocolCredentials({ service, keys }: Settings, provider: random.Provider): Credentials | undefined {
  if (service.s3Protocol === undefined) return undefined;
  return pulumi.secret({
    accessKeyId: made("s3-protocol-access-key-id", 20, keys.passwords, provider),
    secretAccessKey: made("s3-protocol-secret-access-key", 40, keys.passwords, provider),
  });
}

function made(name: string, length: number, generation: string, provider: random.Provider): pulumi.Output<string> {
  return new random.RandomPassword(name, { length, special: false, keepers: { generation } }, { provider }).result;
}

/** All that is secret in the service's environment. */
export function serviceSecrets(
  { database, service }: Settings,
  servicePassword: pulumi.Output<string>,
  keys: ServiceKeys,
  protocol: Credentials | undefined,
): pulumi.Output<ServiceSecrets> {
  const { multiTenant, backend } = service;
  const address = { ...database.service, name: database.name, tls: database.tls };
  const { pool, tlsCertificateAuthority } = database;
  const shared = {
    ...(backend.kind === "s3" && backend.credentials !== undefined ? { s3Credentials: backend.credentials } : {}),
    ...(tlsCertificateAuthority === undefined ? {} : { databaseCertificateAuthority: tlsCertificateAuthority }),
  };
  // Several tenants have databases and keys of their own, which the service keeps in the multi-tenant database.
  if (multiTenant !== undefined) return pulumi.secret({ ...shared, multiTenant });
  const secrets = pulumi.all([servicePassword, keys.secret, keys.keySet, keys.anonKey, keys.serviceRoleKey, protocol]);
  return pulumi.secret(
    secrets.apply(([password, tokenSecret, keySet, anonKey, serviceRoleKey, s3Protocol]): ServiceSecrets => ({
      ...shared,
      databaseUrl: nodeUrl(address, serviceOwner, password),
      ...(pool === undefined ? {} : { databasePoolUrl: nodeUrl({ ...address, ...pool }, serviceOwner, password) }),
      tokenSecret,
      keySet,
      anonKey,
      serviceRoleKey,
      ...(s3Protocol === undefined ? {} : { s3ProtocolCredentials: s3Protocol }),
    })),
  );
}
