import type { types } from "@pulumi/kubernetes";
import type * as pulumi from "@pulumi/pulumi";
import { containerBasics, ownUser, podBasics, podSecurity, volumesOf, withDisk } from "../kubernetes-hardening";
import { type Bytes, bytes, printBinary } from "../units";
import { planFile, settingsFolder } from "./files";
import type { BackupScheduleArgs, ClaimPlace } from "./kubernetes-args";

type PodTemplate = types.input.core.v1.PodTemplateSpec;
type Container = types.input.core.v1.Container;
type Volume = types.input.core.v1.Volume;

/** What all jobs share: objects that are there, by name. */
export interface JobSurroundings {
  readonly serviceAccount: pulumi.Input<string>;
  /** The ConfigMap with the program, compressed. */
  readonly program: pulumi.Input<string>;
  /** The program's hash. */
  readonly sha256: pulumi.Input<string>;
  /** The ConfigMap with the plan. */
  readonly plan: pulumi.Input<string>;
  readonly secret: pulumi.Input<string>;
  readonly labels: Readonly<Record<string, string>>;
}

export interface Run {
  /** What the program is to do, such as `now --scope storage`. */
  readonly command: readonly string[];
  /** What it reads. */
  readonly data?: {
    readonly place: ClaimPlace;
    readonly path: string;
    /** Whether the claim's files belong to the pods of the storage layer. */
    readonly own: boolean;
  };
}

/** The key of the program in its ConfigMap, and the file that it then is. */
export const programFile = "backup.cjs.gz";

/** Node, restic and the program, unpacked. */
const tools = bytes("256MiB");

/**
 * A pod that is put together from three images when it starts: restic and Node are copied into a folder of the pod, and
 * run in the third, which has PostgreSQL's tools and the libraries that Node needs. It may write there and to its scratch
 * folder, and nowhere else.
 */
export function podOf(args: BackupScheduleArgs, shared: JobSurroundings, { command, data }: Run): PodTemplate {
  const { images, resources, scratch } = args;
  const user = data?.place.user ?? ownUser;
  const own = data === undefined || data.own;
  const disk = withDisk(resources, (scratch + tools) as Bytes);
  const container = (name: string, image: string, rest: Partial<Container>): Container => ({
    name,
    image,
    ...containerBasics,
    resources: disk,
    ...rest,
  });
  const toolsMount = { name: "tools", mountPath: "/tools" };
  return {
    metadata: { labels: { ...shared.labels }, annotations: { "alfred-storage.program": shared.sha256 } },
    spec: {
      ...podBasics({ ...args, serviceAccount: shared.serviceAccount, grace: 60 }),
      restartPolicy: "Never",
      // Of another program's claim nothing may change, and the pod's group would become that of its files.
      securityContext: { ...podSecurity(user), ...(own ? volumesOf(user) : {}) },
      ...affinityOf(data?.place),
      initContainers: [
        container("restic", images.restic, {
          command: ["cp", "/usr/bin/restic", "/tools/restic"],
          volumeMounts: [toolsMount],
        }),
        container("node", images.node, {
          command: ["/bin/sh", "-ec", unpack],
          volumeMounts: [toolsMount, { name: "program", mountPath: "/program", readOnly: true }],
        }),
      ],
      containers: [
        container("backup", images.postgresqlTools, {
          // Images say themselves where PostgreSQL's programs are, so the path is only added to.
          command: ["/bin/sh", "-ec", 'PATH="/tools:$PATH" exec node /tools/backup.cjs "$@"', "backup"],
          args: [...command, "--plan", planFile],
          env: [{ name: "HOME", value: "/tmp" }],
          volumeMounts: [
            { ...toolsMount, readOnly: true },
            { name: "scratch", mountPath: "/tmp" },
            { name: "settings", mountPath: settingsFolder, readOnly: true },
            ...(data === undefined ? [] : [{ name: "data", mountPath: data.path, readOnly: true }]),
          ],
        }),
      ],
      volumes: [
        { name: "tools", emptyDir: { sizeLimit: printBinary(tools) } },
        { name: "scratch", emptyDir: { sizeLimit: printBinary(scratch) } },
        { name: "program", configMap: { name: shared.program } },
        settings(shared, own),
        // The mount is read-only and not the claim: some drivers attach it in one way only, and its own pod writes.
        ...(data === undefined ? [] : [{ name: "data", persistentVolumeClaim: { claimName: data.place.claim } }]),
      ],
    },
  };
}

const unpack = `cp /usr/local/bin/node /tools/node\ngzip -dc /program/${programFile} > /tools/backup.cjs`;

/** Plan and secrets in one folder. Where the files are not the pod's own group's, only the pod itself sees them still. */
const settings = ({ plan, secret }: JobSurroundings, own: boolean): Volume => ({
  name: "settings",
  projected: {
    defaultMode: own ? 0o440 : 0o444,
    sources: [{ configMap: { name: plan } }, { secret: { name: secret } }],
  },
});

function affinityOf(place: ClaimPlace | undefined): Pick<types.input.core.v1.PodSpec, "affinity"> {
  if (place?.beside === undefined) return {};
  const term = { topologyKey: "kubernetes.io/hostname", labelSelector: { matchLabels: { ...place.beside } } };
  return { affinity: { podAffinity: { requiredDuringSchedulingIgnoredDuringExecution: [term] } } };
}
