import type { Settings } from "../config";
import type { LocatedIssue } from "../config";
import type { RouteSettings } from "../config/kubernetes-settings";
import type { DatabaseReport } from "./database-report";
import type { AwsPlace } from "./monitor/aws-places";
import type { Said } from "./monitor/carry-out";
import type { RecordedResource } from "./monitor/record";
import type { Reach } from "./network/reach";
import type { Judgement } from "./policies";

export interface Phase {
  readonly name: string;
  readonly milliseconds: number;
}

/** Where the objects are: in a folder, or in S3, which may be another server than Amazon's. */
export type ObjectsPlace =
  | { readonly kind: "file"; readonly path: string }
  | { readonly kind: "s3"; readonly bucket: string; readonly region: string; readonly endpoint?: string };

/** The cluster that the stack is for. */
export interface ClusterReport {
  /** Of the kubeconfig; the current one where it is missing. */
  readonly context?: string;
  readonly namespace: string;
  readonly route?: Pick<RouteSettings, "kind" | "host" | "className" | "gateway">;
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
  readonly databaseServer?: Pick<Settings["database"], "server" | "host" | "port" | "name" | "tunnel">;
  /** Missing on Docker. */
  readonly cluster?: ClusterReport;
  /** Who may reach whom on the cluster's network. */
  readonly reach?: readonly Reach[];
  readonly hasPassword: boolean;
  readonly serviceImage?: string;
  readonly resources: readonly RecordedResource[];
  /** Where each resource in AWS is, by its URN. */
  readonly awsPlaces?: Readonly<Record<string, AwsPlace>>;
  readonly database?: DatabaseReport;
  /** What the policy pack says. */
  readonly judgement?: Judgement;
  /** Why the stack failed, in plain words. */
  readonly failure?: string;
}

/** What the process of one stack tells the one that started it. */
export type Message = { readonly phase: Phase } | { readonly report: StackReport };
