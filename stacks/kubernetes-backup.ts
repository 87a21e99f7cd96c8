import type { PersistentVolumeClaim } from "@pulumi/kubernetes/core/v1";
import * as pulumi from "@pulumi/pulumi";
import type * as random from "@pulumi/random";
import { BackupSchedule, type ClaimPlace } from "../components/backup-schedule/kubernetes";
import { backupApp } from "../components/backup-schedule/names";
import type { WorkloadSurroundings } from "../components/kubernetes-workload";
import type { StorageDatabase } from "../components/storage-database";
import { type BucketBackups, type Settings, storageClaim } from "../config";
import { present } from "../config/present";
import { bundle } from "../ops/backup/bundle";
import type { Cloud } from "./aws";
import { backupDatabase, methodsOf, objectsOf, placeOf, repositoryPassword } from "./backup";

/** What recovery points are made of, and with. */
interface Surroundings {
  readonly around: WorkloadSurroundings;
  readonly generator: random.Provider;
  readonly database: StorageDatabase;
  /** The claims by their names. */
  readonly claims: Readonly<Record<string, PersistentVolumeClaim>>;
  readonly cloud: Cloud | undefined;
  readonly dependsOn: readonly pulumi.Resource[];
}

/** Twenty hours: a run that takes longer would be in the way of the next day's. */
const deadline = 20 * 3600;

/** Has recovery points of a stack made. Its output is what they are encrypted with, for somebody to keep elsewhere. */
export function backUp(
  settings: Settings,
  points: BucketBackups,
  { around, generator, database, claims, cloud, dependsOn }: Surroundings,
): { readonly backupPassword: pulumi.Output<string> } {
  const { schedule, keep, wholeDatabase, to } = points;
  const { scratch, ...resources } = points.resources;
  const { restic, node, postgresqlTools } = settings.images;
  // Protected, or the state would lose it before anybody has a copy.
  const backupPassword = repositoryPassword(points, { provider: generator, protect: true });
  const identity = cloud?.backupIdentity;
  const { provider, namespace, labels, priorityClass, pullSecrets } = around;
  const claimOf = claimPlaces(settings, claims);
  new BackupSchedule(
    backupApp,
    {
      ...{ provider, namespace, labels, pullSecrets, ...present({ priorityClass }) },
      ...{ keep, wholeDatabase, resources, scratch, deadline },
      stack: pulumi.getStack(),
      program: bundle("ops/backup/job.ts"),
      images: { restic, node, postgresqlTools },
      repository: { kind: "s3", ...placeOf(to) },
      repositoryPassword: backupPassword,
      ...present({ s3Credentials: to.credentials }),
      database: backupDatabase(settings, database, settings.database.password),
      objects: objectsOf(settings, to, claimOf({ name: storageClaim, beside: { app: "db-storage" } })),
      volumes: Object.fromEntries(points.volumes.map((one) => [one.name, claimOf(one)])),
      methods: methodsOf(points),
      schedule: { ...schedule, prune: afterwards(schedule.backup) },
      ...present({ serviceAccountAnnotations: identity?.serviceAccountAnnotations }),
    },
    { dependsOn: [...dependsOn, ...(cloud?.dependsOn ?? []), ...(identity === undefined ? [] : [identity])] },
  );
  return { backupPassword };
}

/** The claims as pods mount them; one that is not backed up is only named. */
function claimPlaces(
  { kubernetes }: Settings,
  claims: Surroundings["claims"],
): (volume: { readonly name: string } & Pick<ClaimPlace, "beside" | "user">) => ClaimPlace {
  return ({ name, beside, user }) => {
    const { accessMode = "ReadWriteOnce" } = kubernetes.claims.find((one) => one.name === name) ?? {};
    return { claim: claims[name]?.metadata.name ?? name, accessMode, ...present({ beside, user }) };
  };
}

/** Once a day: four hours after a recovery point that is made once a day, else in the morning. */
function afterwards(schedule: string): string {
  const [, hour = ""] = schedule.split(" ");
  return `37 ${/^\d+$/.test(hour) ? (Number(hour) + 4) % 24 : 6} * * *`;
}
