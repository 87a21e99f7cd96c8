import * as random from "@pulumi/random";
import { backupApp } from "../components/backup-schedule/names";
import { databaseApiPort } from "../components/database-api/files";
import { DatabaseApi } from "../components/database-api/kubernetes";
import { ImageProxy, imageProxyUrl } from "../components/image-proxy/kubernetes";
import type { PodArgs } from "../components/kubernetes-pod";
import { PersistentVolumes } from "../components/persistent-volumes/kubernetes";
import { ServiceKeys } from "../components/service-keys";
import { DatabaseConnection } from "../components/storage-database/connection";
import { StorageNetworkPolicy } from "../components/storage-network-policy";
import { servicePort } from "../components/storage-service/environment";
import { StorageService } from "../components/storage-service/kubernetes";
import type { Bytes, Cpu } from "../components/units";
import { bucketBackups, type Settings, storageClaim } from "../config";
import * as storagedb from "../storagedb/sdk";
import { objectsClaim, ownStorageClass, surroundings } from "./cluster";
import { dataPlaces } from "./data-places";
import { metadata } from "./metadata";
import { databaseApiUrl, given, s3ProtocolCredentials, serviceSecrets } from "./service-secrets";

/** An environment on a Kubernetes cluster, with a database that exists, and an object store that is made or exists. */
export async function run(settings: Settings): Promise<object> {
  const { api, images, imageProxy, kubernetes: cluster, service } = settings;
  const generator = new random.Provider("random");
  const connection = new DatabaseConnection("database-connection", settings.database);
  const location = new storagedb.DataLocation("data-location", dataPlaces(settings), {
    provider: connection.storagedb,
  });

  const around = surroundings(settings);
  const { provider, namespace, labels } = around;
  const storageClass = ownStorageClass(settings, around);
  const volumes = new PersistentVolumes(
    "volumes",
    {
      ...around,
      claims: cluster.claims,
      expands: async (storageClass) =>
        (await import("../cluster/storage-class")).expands(cluster.context, storageClass),
      ...(settings.backup?.kind === "none" ? { notBackedUp: settings.backup.reason } : {}),
    },
    { dependsOn: storageClass === undefined ? [location] : [location, storageClass] },
  );
  const { database: roles, buckets } = metadata(settings, connection, generator);
  const keys = new ServiceKeys("service-keys", { keys: settings.keys, provider: generator });
  const accounts = { namespace, service: serviceAccount, backups: backupApp };
  // Loaded where a stack has something in AWS, and not otherwise.
  const cloud =
    settings.aws && (await import("./aws")).cloud(settings, settings.aws, { accounts, dependsOn: location });
  const { objectStore, databases, monitoring, awsEndpoints } = cluster.network;
  const recoveryPoints = bucketBackups(settings.backup);
  const policies = new StorageNetworkPolicy("network-policy", {
    provider,
    namespace,
    labels,
    servicePort,
    databases,
    ...(objectStore === undefined ? {} : { objectStore }),
    ...(recoveryPoints === undefined ? {} : { backups: recoveryPoints.to.destination }),
    workloads: { imageProxy: imageProxy !== undefined, api: api.url === undefined },
    ...(cluster.route === undefined ? {} : { controllerNamespace: cluster.route.controllerNamespace }),
    ...(monitoring === undefined ? {} : { monitoring }),
    awsEndpoints,
    ...(settings.aws?.identity?.kind === "pod-identity" ? { workloadIdentity: "pod-identity" } : {}),
  });

  const authority = settings.database.tlsCertificateAuthority;
  if (api.url === undefined) {
    new DatabaseApi(
      "db-api",
      {
        ...around,
        image: images.api,
        secrets: given(cluster.secrets.api, cluster.secrets) ?? {
          databaseUrl: databaseApiUrl(settings, roles),
          keySet: keys.verifierKeySet,
        },
        ...(authority === undefined ? {} : { tlsCertificateAuthority: authority }),
        resources: resourcesOf(api.limits),
      },
      { dependsOn: [roles, policies] },
    );
  }
  if (imageProxy !== undefined) {
    new ImageProxy(
      "imgproxy",
      { ...around, image: images.imageProxy, replicas: imageProxy.replicas, resources: resourcesOf(imageProxy.limits) },
      { dependsOn: policies },
    );
  }
  const protocol = s3ProtocolCredentials(settings, generator);
  const publicUrl = service.publicUrl ?? `http://storage-service.${cluster.namespace}.svc:${servicePort}`;
  const claim = objectsClaim(settings, provider, volumes.of[storageClaim]);
  const storage = new StorageService(
    serviceAccount,
    {
      ...around,
      image: images.storage,
      settings: {
        ...service,
        publicUrl,
        databaseApiUrl: api.url ?? `http://db-api:${databaseApiPort}`,
        databaseAdministrator: settings.database.administrator,
        ...(imageProxy === undefined ? {} : { imageProxyUrl }),
      },
      secrets:
        given(cluster.secrets.service, cluster.secrets) ??
        serviceSecrets(settings, roles.servicePassword, keys, protocol),
      replicas: service.replicas,
      ...(service.autoscaling === undefined ? {} : { autoscaling: service.autoscaling }),
      ...(claim === undefined ? {} : { claim }),
      resources: service.resources,
      ...(cluster.route === undefined ? {} : { route: cluster.route }),
      ...(cloud?.identity === undefined
        ? {}
        : {
            serviceAccountAnnotations: cloud.identity.serviceAccountAnnotations,
            podAnnotations: cloud.identity.podAnnotations,
          }),
    },
    // The location too: a changed place of objects is refused before any pod looks there.
    { dependsOn: [location, roles, buckets, policies, ...(cloud?.dependsOn ?? [])] },
  );
  // Loaded where a stack makes recovery points, and not otherwise.
  const backup =
    recoveryPoints &&
    (await import("./kubernetes-backup")).backUp(settings, recoveryPoints, {
      ...{ around, generator, database: roles, claims: volumes.of, cloud },
      dependsOn: [roles, policies],
    });
  return {
    buckets: buckets.ids,
    namespace: storage.deployment.metadata.namespace,
    storageUrl: publicUrl,
    anonKey: keys.anonKey,
    serviceRoleKey: keys.serviceRoleKey,
    tokenSigningKey: keys.signingKey,
    ...(protocol === undefined ? {} : { s3Protocol: protocol }),
    ...backup,
    ...cloud?.outputs,
  };
}

/** Of the service, and so of its account on the cluster. */
const serviceAccount = "storage-service";

/** What is set aside for a helper of the service: little, since it is idle most of the time. */
function resourcesOf(limits: Settings["api"]["limits"]): PodArgs["resources"] {
  const requests = { cpu: Math.ceil(limits.cpu / 4) as Cpu, memory: Math.ceil(limits.memory / 2) as Bytes };
  return { requests, limits };
}
