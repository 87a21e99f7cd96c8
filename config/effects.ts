/**
 * What an edit of a key does to an environment that runs. The tests compare it with what the engine does
 * (tests/engine/effects.spec.ts, tests/conformance/effects.spec.ts).
 */

/** How far an edit reaches. */
export const reaches = {
  nothing: "nothing that runs changes",
  "in place": "it changes where it is, and nothing restarts",
  restart:
    "containers are started anew: on docker with some seconds in which nothing answers, on kubernetes one by one",
  replaced: "another one takes its place",
  refused: "the preview ends and says what to do",
} as const;

export type Reach = keyof typeof reaches;

export interface Effect {
  readonly reach: Reach;
  /** What else there is to know, in a sentence or less. */
  readonly note?: string;
}

type Platform = "docker" | "kubernetes";

/** Missing for a platform on which a key has no effect, and is therefore refused or ignored by the check. */
type Effects = Partial<Readonly<Record<Platform, Effect>>>;

const effect = (reach: Reach, note?: string): Effect => ({ reach, ...(note === undefined ? {} : { note }) });
const both = (reach: Reach, note?: string): Effects => ({
  docker: effect(reach, note),
  kubernetes: effect(reach, note),
});
const docker = (reach: Reach, note?: string): Effects => ({ docker: effect(reach, note) });
const kubernetes = (reach: Reach, note?: string): Effects => ({ kubernetes: effect(reach, note) });

const placeOfObjects = "as long as the database knows an object; see moved";
const connection = "how the program and the containers reach the database";
const service = both("restart", "of the service");
const encryption = both(
  "in place",
  "holds for what is written from then on; back to AES256 is refused while a key of the program's own is protected",
);
const key = both(
  "in place",
  "holds for what is written from then on; keep the old key as long as its objects. In place of the program's own key, which is protected, it is refused",
);

/** Recovery points are made by a container that runs all the time, or by jobs that each begin anew. */
const scheduler = (...also: string[]) =>
  effect("restart", ["of the scheduler of recovery points alone", ...also].join("; "));
const jobs = (note = "from the next job on") => effect("in place", note);
const ofBackup = (...also: [] | [string]): Effects => ({ docker: scheduler(...also), kubernetes: jobs(...also) });
const elsewhere = "what was kept stays in the old place, where it is not listed any more";

/** By key; one that is not here is like the section around it. */
const effects: Readonly<Record<string, Effects>> = {
  platform: both("refused", "an environment on another platform is another stack"),
  namePrefix: {
    docker: effect("refused", "every name changes, those of volumes too"),
    kubernetes: effect("refused", "every name changes, and claims and namespace are protected"),
  },
  labels: {
    docker: effect("restart", "of every container; volumes keep the labels that they were made with"),
    kubernetes: effect("restart", "of every pod; tags in AWS change in place"),
  },
  registries: {
    docker: effect("nothing", "the password is used when an image is pulled"),
    kubernetes: effect("restart", "the pods name the Secret with the passwords"),
  },
  database: both("restart", connection),
  "database.password": both("restart", "the new one is used from then on; of a given server, change it there first"),
  "database.tls": both("restart"),
  "database.reach": kubernetes("nothing", "it is how commands reach the database"),
  "database.tunnel": kubernetes("nothing", "it is how commands reach the database"),
  "database.maxConnections": kubernetes("nothing", "it is what the check adds up to"),
  "database.limits": docker("restart", "of the database, while nothing answers"),
  "database.limits.memory": docker("in place"),
  "images.storage": both("restart", "of the service, which then migrates its tables; see upgrade-check"),
  "images.api": both("restart", "of PostgREST"),
  "images.database": docker("restart", "of the database; its data stays"),
  "images.imageProxy": kubernetes("restart", "of imgproxy"),
  "images.restic": ofBackup(),
  "images.node": ofBackup(),
  "images.postgresqlTools": ofBackup(),
  "api.limits": both("restart", "of PostgREST"),
  "api.limits.memory": { docker: effect("in place"), kubernetes: effect("restart", "of PostgREST") },
  "api.url": kubernetes("restart", "of the service; PostgREST goes, or comes"),
  service,
  "service.backend": both("refused", placeOfObjects),
  "service.path": service,
  "service.hostFolder": docker("refused", placeOfObjects),
  "service.encryptAtRest": both("nothing", "it is checked, and then told to nobody"),
  "service.encrypt_at_rest": both("nothing", "it is checked, and then told to nobody"),
  "service.encryption_key": both("refused"),
  "service.s3.bucket": both("refused", placeOfObjects),
  "service.s3.endpoint": both("refused", placeOfObjects),
  "service.s3.server": service,
  "service.s3.encrypt": both("nothing", "S3 encrypts everything"),
  "service.s3.encryptionType": encryption,
  "service.s3.encryption_type": encryption,
  "service.s3.kmsKeyId": key,
  "service.s3.kms_key_id": key,
  "service.replicas": kubernetes("in place", "the autoscaler takes it; no pod is replaced"),
  "service.autoscaling": kubernetes("in place"),
  "service.port": docker("restart", "of the service, on another port"),
  "service.uploadLimit": both("restart", "of the service; the route's limit follows"),
  "service.tenantId": both("refused", placeOfObjects),
  "service.resources": {
    docker: effect("restart", "of the service"),
    kubernetes: effect("restart", "of the service"),
  },
  "service.resources.requests": kubernetes("restart", "of the service"),
  "service.resources.limits.memory": { docker: effect("in place"), kubernetes: effect("restart", "of the service") },
  imageProxy: kubernetes("restart", "of imgproxy; of the service where it comes or goes"),
  "imageProxy.replicas": kubernetes("in place"),
  "kubernetes.context": kubernetes(
    "refused",
    "another cluster is another stack; the provider would look for everything there",
  ),
  "kubernetes.namespace": kubernetes("refused", "everything in it would be made anew, and claims are protected"),
  "kubernetes.createNamespace": kubernetes("refused", "the namespace is protected"),
  "kubernetes.priorityClass": kubernetes("restart"),
  "kubernetes.rolloutMinutes": kubernetes("in place"),
  "kubernetes.claims": kubernetes(
    "refused",
    "a claim that changes would be an empty one, and what there is is protected",
  ),
  "kubernetes.claims.<name>.size": kubernetes(
    "in place",
    "up, on a bound claim whose class allows it; down is refused",
  ),
  "kubernetes.storageClass": kubernetes("replaced", "the class alone; volumes that there are stay as they are"),
  "kubernetes.secrets": kubernetes("restart", "the pods mount another Secret"),
  "kubernetes.route": kubernetes("in place"),
  "kubernetes.route.host": kubernetes("restart", "of the service, in whose URLs it stands"),
  "kubernetes.route.kind": kubernetes("replaced", "an Ingress by an HTTPRoute, or the other way round"),
  "kubernetes.network": kubernetes("in place"),
  aws: both("in place"),
  "aws.account": both("nothing", "credentials of another account are refused from then on"),
  "aws.createBucket": both("refused", "the bucket that was made is protected"),
  "aws.accessLogs": both("in place", "turned off, it stops at the bucket for logs, which is protected"),
  "aws.accessLogs.bucket": both("in place", "the bucket for logs that was made is protected, so it stops there"),
  "aws.backups": both(
    "in place",
    "holds for what is written from then on; turned off, it stops at the bucket, which is protected",
  ),
  "aws.backups.region": both("refused", "the bucket is protected"),
  "aws.backups.role": both("refused", "the bucket is protected"),
  "aws.backups.replicate": both("in place", "objects that are there already are not copied"),
  "aws.cdn": both("in place", "takes some minutes"),
  "aws.identity": kubernetes("in place"),
  "aws.identity.kind": kubernetes("restart", "of the service, which gets its credentials another way"),
  "aws.identity.role": kubernetes("restart", "of the service, which takes on another role"),
  backup: ofBackup(),
  "backup.none": both("in place", "what makes recovery points goes, or comes; those that there are stay"),
  "backup.keep": ofBackup("what is beyond it goes after the next recovery point"),
  "backup.to": ofBackup(elsewhere),
  "backup.to.volume": { docker: scheduler(elsewhere) },
  "backup.to.folder": { docker: scheduler(elsewhere) },
  "backup.password": ofBackup("it opens what was made with it, and nothing else"),
  "backup.to.s3.server": ofBackup(),
  "backup.to.s3.forcePathStyle": ofBackup(),
  "backup.to.s3.accessKeyId": ofBackup(),
  "backup.to.s3.secretAccessKey": ofBackup(),
  "backup.volumes.<name>.beside": { kubernetes: jobs() },
  "backup.volumes.<name>.user": { kubernetes: jobs() },
  "backup.resources.requests": { kubernetes: jobs() },
  "backup.resources.limits.memory": { docker: effect("in place"), kubernetes: jobs() },
  "backup.resources.scratch": { kubernetes: jobs() },
  keys: both("restart", "see rotation: add, switch, retire"),
  volumes: docker("refused", "another name is another, empty volume; see moved"),
  moved: both("in place", "it lets the next up take a changed place"),
  buckets: both("in place", "in the database alone"),
  "buckets[].id": both("replaced", "a bucket with objects is refused"),
  "buckets[].public": both("in place", "at once for everybody"),
  "buckets[].fileSizeLimit": both("in place", "objects that are larger stay"),
  "buckets[].file_size_limit": both("in place", "objects that are larger stay"),
  "buckets[].onRemoval": both("in place"),
  "buckets[].firstObjects": docker("in place", "nothing is deleted by leaving one out"),
  "buckets[].policies[].name": both("replaced", "in one transaction"),
};

/** What an edit of a key does on a platform, the key without positions: `buckets[].public`. */
export function effectOf(key: string, platform: Platform): Effect | undefined {
  for (let around = key; around !== ""; around = outer(around)) {
    const found = effects[around];
    if (found !== undefined) return found[platform];
  }
  return undefined;
}

/** The section around a key. */
const outer = (key: string): string => key.replace(/(\[\]|(^|\.)[^.[]+)$/, "");

/** The keys that have an effect of their own, for whoever looks whether each of them exists. */
export const keysWithEffects: readonly string[] = Object.keys(effects);
