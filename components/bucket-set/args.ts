import type { Issue } from "../issue";
import { under } from "../issue";
import { type Bytes, printBytes } from "../units";
import { type Condition, type Verb } from "../../storagedb/access/vocabulary";
import { idIssues, mimeTypeIssues, nameIssues } from "./names";
import { policyIssues } from "./policies";

/**
 * A bucket of the storage service with the access to its objects.
 *
 * @example
 * ```ts
 * const bucket: BucketArgs = {
 *   id: "agent-documents",
 *   name: "Agent Documents",
 *   public: false,
 *   fileSizeLimit: bytes("10MiB"),
 *   allowedMimeTypes: ["application/pdf"],
 *   onRemoval: "refuse",
 *   policies: [{ name: "own documents", roles: ["authenticated"], verbs: ["list", "download"], conditions: ["owner"] }],
 * };
 * ```
 */
export interface BucketArgs {
  /** What URLs use. Cannot be changed: another id is another bucket. */
  readonly id: string;
  /** What people see. Unique among the buckets. */
  readonly name: string;
  /** Whether anyone may download objects at `/object/public/…` without a token, past every policy. */
  readonly public: boolean;
  /**
   * The largest object. At most the service's upload limit.
   * @default only the service's upload limit holds
   */
  readonly fileSizeLimit?: Bytes;
  /**
   * The types an object may have, each `type/subtype` or `type/*`. The service compares them as text.
   * @default every type
   */
  readonly allowedMimeTypes?: readonly string[];
  /** What happens when the bucket is removed from the program while it holds objects: stop, or leave it in place. */
  readonly onRemoval: "refuse" | "retain";
  /** Who may do what. Policies add up: what one of them permits is permitted. */
  readonly policies: readonly PolicyArgs[];
}

/** Lets some roles do something with some objects of one bucket. */
export interface PolicyArgs {
  /** Unique in the bucket. */
  readonly name: string;
  /** The database roles it is for, such as `anon`, `authenticated` or `service_role`. */
  readonly roles: readonly string[];
  /** What they may do. */
  readonly verbs: readonly Verb[];
  /** With which objects: those for which every condition holds. None means every object of the bucket. */
  readonly conditions: readonly Condition[];
}

/** Everything that is wrong with the buckets, or worth a second look. Paths begin with the bucket's position. */
export async function checkBuckets(
  buckets: readonly BucketArgs[],
  context: { readonly uploadLimit: Bytes },
): Promise<Issue[]> {
  const perBucket = await Promise.all(
    buckets.map(async (bucket, position) => {
      const policies = await Promise.all(
        bucket.policies.map(async (policy, index) =>
          (await policyIssues(policy, bucket)).map((issue) => under(["policies", index], issue)),
        ),
      );
      const issues = [
        ...idIssues(bucket.id),
        ...nameIssues(bucket.name, "name"),
        ...sizeIssues(bucket.fileSizeLimit, context.uploadLimit),
        ...mimeTypeIssues(bucket.allowedMimeTypes),
        ...policies.flat(),
        ...repeated(bucket.policies, "name", () => "is also the name of an earlier policy of the same bucket").map(
          (issue) => under(["policies"], issue),
        ),
      ];
      return issues.map((issue) => under([position], issue));
    }),
  );
  return [
    ...perBucket.flat(),
    ...repeated(buckets, "id", ({ name }) => `is also the id of the bucket "${name}"`),
    ...repeated(buckets, "name", ({ id }) => `is also the name of the bucket ${id}`),
  ];
}

function sizeIssues(limit: Bytes | undefined, uploadLimit: Bytes): Issue[] {
  if (limit === undefined) return [];
  const issue = { severity: "error", path: ["fileSizeLimit"], value: printBytes(limit) } as const;
  if (limit === 0) {
    const message = "is not a limit: to the service, 0 does not mean unlimited";
    return [{ ...issue, message, remedy: "leave it out to have only the service's upload limit" }];
  }
  if (limit <= uploadLimit) return [];
  return [
    {
      ...issue,
      message: `is above the service's upload limit of ${printBytes(uploadLimit)}, so no upload could reach it`,
      remedy: `lower it to at most ${printBytes(uploadLimit)}, or raise service.uploadLimit`,
    },
  ];
}

function repeated<K extends string, T extends Readonly<Record<K, string>>>(
  items: readonly T[],
  key: K,
  message: (first: T) => string,
): Issue[] {
  const firstWith = new Map<string, T>();
  return items.flatMap((item, position): Issue[] => {
    const value = item[key];
    const first = firstWith.get(value);
    if (first === undefined) {
      firstWith.set(value, item);
      return [];
    }
    return [{ severity: "error", path: [position, key], value, message: message(first), remedy: "choose another" }];
  });
}
