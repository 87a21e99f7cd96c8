import type * as pulumi from "@pulumi/pulumi";
import type { Bundle } from "../../ops/backup/bundle";
import { type Issue, under } from "../issue";
import type { Share } from "../kubernetes-hardening";
import type { WorkloadSurroundings } from "../kubernetes-workload";
import type { Bytes } from "../units";
import {
  type BackupArgs,
  type BackupImages,
  type BackupTimes,
  checkBackup,
  checkTimes,
  type S3Repository,
} from "./args";

export interface BackupScheduleArgs
  extends Omit<WorkloadSurroundings, "rolloutMinutes" | "rollouts">, BackupArgs<ClaimPlace> {
  /** The program of the jobs. */
  readonly program: pulumi.Input<Bundle>;
  readonly images: BackupImages;
  /** Where recovery points are kept. */
  readonly repository: S3Repository;
  readonly schedule: BackupTimes & {
    /** When recovery points that need not be kept any longer are retired. */
    readonly prune: string;
  };
  readonly resources: { readonly requests: Share; readonly limits: Share };
  /** What a job may write to its node's disk: restic's cache, and in a drill the database and the files. */
  readonly scratch: Bytes;
  /** How long a job may take, in seconds. One that takes longer is ended, and has failed. */
  readonly deadline: number;
  /** On the jobs' account, for an identity in a cloud. */
  readonly serviceAccountAnnotations?: Readonly<Record<string, pulumi.Input<string>>>;
}

/** A claim that is read. */
export interface ClaimPlace {
  /** Its name. */
  readonly claim: pulumi.Input<string>;
  readonly accessMode: "ReadWriteOnce" | "ReadWriteOncePod" | "ReadWriteMany";
  /**
   * Labels of the pods that use it. The job runs on the node of one of them, since a claim with ReadWriteOnce is there
   * only; where none runs, it waits until its deadline.
   * @default any node
   */
  readonly beside?: Readonly<Record<string, string>>;
  /**
   * The number of the user that may read its files, and of that user's group.
   * @default that of all pods of the storage layer
   */
  readonly user?: number;
}

type Checked = Parameters<typeof checkBackup>[0] & Pick<BackupScheduleArgs, "volumes" | "schedule" | "objects">;

/** Everything that is wrong with it. */
export function checkJobs({ volumes, schedule, objects, ...rest }: Checked): Issue[] {
  const { prune, ...times } = schedule;
  return [
    ...checkBackup({ volumes, schedule: times, ...rest }),
    ...checkTimes({ prune }).map((issue) => under(["schedule"], issue)),
    ...(objects.kind === "file" ? checkClaim(["objects", "place"], objects.place) : []),
    ...Object.entries(volumes)
      .filter(([scope]) => rest.methods[scope] === "files")
      .flatMap(([scope, place]) => checkClaim(["volumes", scope], place)),
  ];
}

function checkClaim(path: Issue["path"], { accessMode, user }: ClaimPlace): Issue[] {
  if (accessMode === "ReadWriteOncePod") {
    return [
      {
        severity: "error",
        path: [...path, "accessMode"],
        value: accessMode,
        message: "lets no second pod read it, and so no job beside the pod that uses it",
        remedy: "make it ReadWriteOnce",
      },
    ];
  }
  if (user === undefined || (Number.isInteger(user) && user > 0)) return [];
  const message = "is not the number of a user who is not root";
  return [{ severity: "error", path: [...path, "user"], value: user, message }];
}
