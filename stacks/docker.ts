import * as docker from "@pulumi/docker";
import * as pulumi from "@pulumi/pulumi";
import * as random from "@pulumi/random";
import type { Settings } from "../config";
import { DatabaseApi } from "../components/database-api/docker";
import { databaseApiPort } from "../components/database-api/files";
import type { DockerArgs } from "../components/docker-container";
import { dockerLabels, stackLabels } from "../components/labels";
import { PersistentVolumes } from "../components/persistent-volumes/docker";
import { ServiceKeys } from "../components/service-keys";
import { DatabaseConnection } from "../components/storage-database/connection";
import { DatabaseServer } from "../components/storage-database/docker";
import { StorageService } from "../components/storage-service/docker";
import * as storagedb from "../storagedb/sdk";
import { dataPlaces } from "./data-places";
import { administratorPassword, databaseApiUrl, s3ProtocolCredentials, serviceSecrets } from "./service-secrets";
import { firstObjectFolders, firstObjects } from "./first-objects";
import { backupDatabase, recoveryPoints } from "./backup";
import { backUp } from "./docker-backup";
import { attributeProblems, refuseHostFolders } from "./host-folder";
import { metadata } from "./metadata";

/** An environment on one machine's Docker Engine. */
export async function run(settings: Settings): Promise<object> {
  const { database, images, service } = settings;
  await refuseHostFolders(settings);
  const folders = await firstObjectFolders(settings);
  const around = surroundings(settings);
  const generator = new random.Provider("random");

  const password = administratorPassword(settings, generator);
  const connection = new DatabaseConnection("database-connection", {
    ...database,
    ...(password === undefined ? {} : { password }),
  });
  // Everything that holds data, or brings it to its users, waits for this: a changed place is refused before.
  const location = new storagedb.DataLocation("data-location", dataPlaces(settings), {
    provider: connection.storagedb,
  });
  const volumes = new PersistentVolumes(
    "volumes",
    {
      ...around,
      names: settings.volumes,
      hostFolders:
        service.backend.kind === "file" && service.backend.hostFolder !== undefined
          ? { storage: service.backend.hostFolder }
          : {},
    },
    { dependsOn: location },
  );
  // Loaded where a stack has something in AWS, and not otherwise.
  const cloud = settings.aws && (await import("./aws")).cloud(settings, settings.aws, { dependsOn: location });
  // Only what has to talk to PostgreSQL is in its network.
  const databaseNetwork = network("alfred-platform-database", around);
  const platformNetwork = network("alfred-platform", around);

  const server =
    password === undefined || database.server === "given"
      ? undefined
      : new DatabaseServer("database-server", {
          ...around,
          image: images.database,
          port: database.port,
          database: database.name,
          administrator: database.administrator,
          password,
          volume: volumes.of.database,
          network: databaseNetwork,
          limits: database.limits,
          random: generator,
        });
  const { database: roles, buckets } = metadata(
    settings,
    connection,
    generator,
    server === undefined ? {} : { dependsOn: server, data: volumes.of.database },
  );
  const keys = new ServiceKeys("service-keys", { keys: settings.keys, provider: generator });

  const authority = database.tlsCertificateAuthority;
  const networks = [databaseNetwork, platformNetwork];
  const hosts =
    database.service.host === "host.docker.internal" ? [{ host: "host.docker.internal", ip: "host-gateway" }] : [];
  const api = new DatabaseApi(
    "database-api",
    {
      ...around,
      image: images.api,
      databaseUrl: databaseApiUrl(settings, roles),
      keySet: keys.verifierKeySet,
      ...(authority === undefined ? {} : { tlsCertificateAuthority: authority }),
      networks,
      limits: settings.api.limits,
      hosts,
    },
    { dependsOn: roles },
  );
  const protocol = s3ProtocolCredentials(settings, generator);
  const publicUrl = service.publicUrl ?? `http://127.0.0.1:${service.port}`;
  // Before the service has its volume: on a file system without attributes every upload would fail.
  const usable = volumes.of.storage.mountpoint.apply(attributeProblems).apply((problems) => {
    if (service.backend.kind === "file" && problems.length > 0) throw new pulumi.RunError(problems.join("\n"));
  });
  const storage = new StorageService(
    "storage-service",
    {
      ...around,
      image: images.storage,
      settings: {
        ...service,
        publicUrl,
        databaseApiUrl: `http://db-api:${databaseApiPort}`,
        databaseAdministrator: database.administrator,
      },
      secrets: pulumi
        .all([serviceSecrets(settings, roles.servicePassword, keys, protocol), usable])
        .apply(([secrets]) => secrets),
      port: service.port,
      volume: volumes.of.storage,
      networks,
      limits: service.resources.limits,
      hosts,
    },
    { dependsOn: [roles, buckets, api, ...(cloud?.dependsOn ?? [])] },
  );
  const points = recoveryPoints(settings);
  const backup =
    points &&
    backUp(settings, points, {
      ...{ around, generator, volumes: volumes.of, network: databaseNetwork, hosts },
      database: backupDatabase(settings, roles, password),
      dependsOn: [roles, ...(cloud?.dependsOn ?? [])],
    });
  firstObjects(folders, {
    url: `http://127.0.0.1:${service.port}`, // the public URL may be a proxy's that is not there yet
    token: keys.serviceRoleKey,
    provider: connection.storagedb,
    dependsOn: [buckets, storage],
  });
  return {
    buckets: buckets.ids,
    storageUrl: publicUrl,
    anonKey: keys.anonKey,
    serviceRoleKey: keys.serviceRoleKey,
    tokenSigningKey: keys.signingKey,
    ...(protocol === undefined ? {} : { s3Protocol: protocol }),
    ...cloud?.outputs,
    ...backup,
  };
}

function surroundings({ namePrefix, labels, registries }: Settings): DockerArgs {
  const provider = new docker.Provider("docker", {
    registryAuth: registries.map(({ address, username, password }) => ({
      address,
      username,
      password: pulumi.secret(password),
    })),
  });
  return { provider, namePrefix, labels: stackLabels(pulumi.getStack(), labels) };
}

function network(name: string, { provider, namePrefix, labels }: DockerArgs): docker.Network {
  return new docker.Network(
    name,
    { name: namePrefix + name, driver: "bridge", labels: dockerLabels(labels) },
    { provider, deleteBeforeReplace: true },
  );
}
