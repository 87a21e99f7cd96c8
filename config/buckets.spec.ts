import { dockerConfig, goodBucket, goodConfig, goodPolicy, judges } from "./fixture";

describe("a stack file's buckets", () => {
  judges(goodConfig, [
    ["buckets that are no list", { buckets: { a: 1 } }, `error: FILE: alfred-storage:buckets ({"a":1}) is not a list.`],
    [
      "a bucket without an id",
      goodBucket({ id: undefined }),
      `error: FILE: alfred-storage:buckets[0].id is missing.
  Add it: what URLs use, by the rules of S3 bucket names. Another id is another bucket.`,
    ],
    [
      "an unknown key of a bucket",
      goodBucket({ filesizeLimit: "1MiB" }),
      `error: FILE: alfred-storage:buckets[0].filesizeLimit is not a known key; known: id, name, public, fileSizeLimit, file_size_limit, allowedMimeTypes, allowed_mime_types, onRemoval, firstObjects, policies.
  Rename it to fileSizeLimit.`,
    ],
    [
      "an unknown key that resembles none",
      goodBucket({ colour: "red" }),
      `error: FILE: alfred-storage:buckets[0].colour is not a known key; known: id, name, public, fileSizeLimit, file_size_limit, allowedMimeTypes, allowed_mime_types, onRemoval, firstObjects, policies.
  Remove it.`,
    ],
    [
      "a bucket that is public in words",
      goodBucket({ public: "yes" }),
      "error: FILE: alfred-storage:buckets[0].public (yes) is neither true nor false.",
    ],
    [
      "a limit above the service's, in the seed's spelling",
      goodBucket({ fileSizeLimit: undefined, file_size_limit: 209715200 }),
      `error: FILE: alfred-storage:buckets[0].file_size_limit (209715200) is above the service's upload limit of 100MiB, so no upload could reach it.
  Lower it to at most 100MiB, or raise service.uploadLimit.`,
    ],
    [
      "a limit in both spellings",
      goodBucket({ file_size_limit: 1024 }),
      "error: FILE: alfred-storage:buckets[0].file_size_limit (1024) is given beside fileSizeLimit; write one of the two.",
    ],
    [
      "types in both spellings",
      goodBucket({ allowed_mime_types: ["image/png"] }),
      `error: FILE: alfred-storage:buckets[0].allowed_mime_types (["image/png"]) is given beside allowedMimeTypes; write one of the two.`,
    ],
    [
      "an unknown way of removal",
      goodBucket({ onRemoval: "delete" }),
      "error: FILE: alfred-storage:buckets[0].onRemoval (delete) is not known; allowed: refuse, retain.",
    ],
    [
      "an unknown verb",
      goodPolicy({ verbs: ["list", "uplod"] }),
      `error: FILE: alfred-storage:buckets[0].policies[0].verbs[1] (uplod) is not known; allowed: list, download, upload, overwrite, remove, select, insert, update, delete.
  Write upload.`,
    ],
    [
      "a verb among the seed's actions",
      goodPolicy({ verbs: undefined, actions: ["list"] }),
      "error: FILE: alfred-storage:buckets[0].policies[0].actions[0] (list) is not known; allowed: select, insert, update, delete.",
    ],
    [
      "actions beside verbs",
      goodPolicy({ actions: ["select"] }),
      `error: FILE: alfred-storage:buckets[0].policies[0].actions (["select"]) is given beside verbs; write all of them under one of the two.`,
    ],
    [
      "no verbs",
      goodPolicy({ verbs: undefined }),
      `error: FILE: alfred-storage:buckets[0].policies[0].verbs is missing.
  Add it: what they may do: list, download, upload, overwrite, remove.`,
    ],
    [
      "no actions in a list of them",
      goodPolicy({ verbs: undefined, actions: [] }),
      `error: FILE: alfred-storage:buckets[0].policies[0].actions ([]) is empty, so the policy permits nothing.
  Name at least one verb, such as download.`,
    ],
    [
      "a policy about buckets",
      goodPolicy({ resources: ["buckets"] }),
      "error: FILE: alfred-storage:buckets[0].policies[0].resources[0] (buckets) is not known; policies are about objects.",
    ],
    [
      "an unknown condition",
      goodPolicy({ condition: "ownr" }),
      "error: FILE: alfred-storage:buckets[0].policies[0].condition (ownr) is not a condition; write owner, userFolder, public, or a map with folder, metadata, userMetadata, sql (SQL goes into a map: { sql: … }).",
    ],
    [
      "a condition of two keys",
      goodPolicy({ condition: { folder: "a", sql: "true" } }),
      `error: FILE: alfred-storage:buckets[0].policies[0].condition ({"folder":"a","sql":"true"}) is a map with several keys; write a list of conditions, all of which must hold.`,
    ],
    [
      "a metadata condition without a value",
      goodPolicy({ condition: ["owner", { metadata: { field: "size" } }] }),
      `error: FILE: alfred-storage:buckets[0].policies[0].condition[1] ({"metadata":{"field":"size"}}) is not a condition; write { metadata: { field: <text>, equals: <text> } }.`,
    ],
    [
      "an SQL condition that breaks out of its brackets",
      goodPolicy({ condition: { sql: "true) OR (true" } }),
      `error: FILE: alfred-storage:buckets[0].policies[0].condition.sql ("true) OR (true") is not one SQL expression (PostgreSQL's parser says: syntax error at or near ")").
  Write one boolean expression over the columns of storage.objects.`,
    ],
    ["objects to begin with", goodBucket({ firstObjects: { folder: "./objects/agent documents/" } }), ""],
    [
      "first objects without a folder",
      goodBucket({ firstObjects: { onUp: "yes" } }),
      `error: FILE: alfred-storage:buckets[0].firstObjects.folder is missing.
  Add it: the folder whose files become objects, each under its path there; relative to the project's folder.
error: FILE: alfred-storage:buckets[0].firstObjects.onUp (yes) is neither true nor false.`,
    ],
    [
      "first objects from the root on",
      goodBucket({ firstObjects: { folder: "/objects" } }),
      "error: FILE: alfred-storage:buckets[0].firstObjects.folder (/objects) is not a folder of the project such as objects/user-uploads, without .. and not from the root on.",
    ],
    [
      "first objects outside of the project",
      goodBucket({ firstObjects: { folder: "objects/../../secrets" } }),
      "error: FILE: alfred-storage:buckets[0].firstObjects.folder (objects/../../secrets) is not a folder of the project such as objects/user-uploads, without .. and not from the root on.",
    ],
    [
      "the whole project as first objects",
      goodBucket({ firstObjects: { folder: "." } }),
      `error: FILE: alfred-storage:buckets[0].firstObjects.folder (".") is not a folder of the project such as objects/user-uploads, without .. and not from the root on.`,
    ],
  ]);
  judges(dockerConfig, [
    [
      "objects that pulumi up uploads",
      goodBucket({ firstObjects: { folder: "./objects/agent documents/", onUp: true } }),
      "",
    ],
  ]);
});
