import type { Settings } from "../config";
import type { LocatedIssue } from "../config";
import type { DatabaseReport } from "./database-report";
import type { Said } from "./monitor/carry-out";
import type { RecordedResource } from "./monitor/record";

export interface Phase {
  readonly name: string;
  readonly milliseconds: number;
}

export interface PolicyVerdict {
  readonly policy: string;
  readonly level: "mandatory" | "advisory";
  readonly resource: string;
  readonly message: string;
}

/** Where the objects are: a folder, or a bucket of S3 in a region. */
export interface ObjectsPlace {
  readonly kind: "file" | "s3";
  readonly where: string;
}

/** What a stack's rehearsal found, without any secret. What did not come about is missing. */
export interface StackReport {
  readonly stack: string;
  readonly file: string;
  readonly phases: readonly Phase[];
  readonly issues: readonly LocatedIssue[];
  readonly said: readonly Said[];
  readonly platform?: Settings["platform"];
  /** Without what is secret in it. */
  readonly service?: Pick<Settings["service"], "replicas" | "port"> & { readonly objects: ObjectsPlace };
  /** Without the password. */
  readonly databaseServer?: Pick<Settings["database"], "server" | "host" | "port" | "name">;
  readonly hasPassword: boolean;
  readonly serviceImage?: string;
  readonly resources: readonly RecordedResource[];
  readonly database?: DatabaseReport;
  readonly verdicts: readonly PolicyVerdict[];
  /** Why the stack failed, in plain words. */
  readonly failure?: string;
}

/** What the process of one stack tells the one that started it. */
export type Message = { readonly phase: Phase } | { readonly report: StackReport };
