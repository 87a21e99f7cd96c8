import { expressionProblem } from "../../storagedb/access/expression";
import { type Condition, knownRoles, type Verb } from "../../storagedb/access/vocabulary";
import type { Issue } from "../issue";
import type { BucketArgs, PolicyArgs } from "./args";
import { longestIdentifier, nameIssues } from "./names";

/** Everything that is wrong with one policy, or worth a second look. */
export async function policyIssues(policy: PolicyArgs, bucket: Pick<BucketArgs, "public">): Promise<Issue[]> {
  const conditions = await Promise.all(policy.conditions.map(conditionIssues));
  return [
    ...nameIssues(policy.name, "name", longestIdentifier),
    ...emptyIssues(policy),
    ...policy.roles.flatMap((role, position) => roleIssues(role, position, policy.roles)),
    ...conditions.flatMap((issues, position) =>
      issues.map((issue) => ({ ...issue, path: ["conditions", position, ...issue.path] })),
    ),
    ...publicIssues(policy, bucket),
    ...contradictions(policy),
    ...verbIssues(policy),
    ...wideOpenIssues(policy, bucket),
  ];
}

function emptyIssues(policy: PolicyArgs): Issue[] {
  const empty = (key: "roles" | "verbs", message: string, remedy: string): Issue[] =>
    policy[key].length > 0 ? [] : [{ severity: "error", path: [key], value: [], message, remedy }];
  return [
    ...empty("roles", "is empty, so the policy is for nobody", "name at least one role, such as authenticated"),
    ...empty("verbs", "is empty, so the policy permits nothing", "name at least one verb, such as download"),
  ];
}

function roleIssues(role: string, position: number, all: readonly string[]): Issue[] {
  const about = { path: ["roles", position], value: role };
  if (role === "public") {
    const message = "is no role: PostgreSQL takes it as every role there is";
    return [{ severity: "error", ...about, message, remedy: "name the roles, such as anon and authenticated" }];
  }
  if (Buffer.byteLength(role) > longestIdentifier || !/^[\p{L}_][\p{L}\p{N}_$-]*$/u.test(role) || role === "none") {
    const message = `is not a role name; a letter or _ and then letters, digits, _, $ and - are allowed, in all ${longestIdentifier} bytes`;
    return [{ severity: "error", ...about, message }];
  }
  const first = all.indexOf(role);
  if (first < position) {
    return [{ severity: "warning", ...about, message: `is the same as roles[${first}]`, remedy: "remove one of them" }];
  }
  if (role === "service_role") {
    const message = "passes row-level security where it has BYPASSRLS; there this policy changes nothing for it";
    return [{ severity: "note", ...about, message }];
  }
  if (!(knownRoles as readonly string[]).includes(role)) {
    const message = `is none of the roles that the stack sees to (${knownRoles.join(", ")})`;
    return [{ severity: "warning", ...about, message, remedy: "make sure that it exists in the database" }];
  }
  return [];
}

async function conditionIssues(condition: Condition): Promise<Issue[]> {
  if (typeof condition === "string") return [];
  if ("folder" in condition) {
    const problem = folderProblem(condition.folder);
    const remedy = "write it like team/reports";
    return problem === undefined
      ? []
      : [{ severity: "error", path: ["folder"], value: condition.folder, message: problem, remedy }];
  }
  if ("sql" in condition) {
    const problem = await expressionProblem(condition.sql);
    const remedy = "write one boolean expression over the columns of storage.objects";
    return problem === undefined
      ? []
      : [{ severity: "error", path: ["sql"], value: condition.sql, message: problem, remedy }];
  }
  const [key, { field }] =
    "metadata" in condition ? ["metadata", condition.metadata] : ["userMetadata", condition.userMetadata];
  return nameIssues(field, "field").map((issue) => ({ ...issue, path: [key, "field"] }));
}

function folderProblem(folder: string): string | undefined {
  if (folder === "") return "is empty";
  if (/\p{Cc}|\p{Surrogate}/u.test(folder)) return "holds a control character";
  if (folder.startsWith("/")) return "begins with a slash; object names do not";
  if (folder.endsWith("/")) return "ends with a slash; the slash after the folder is understood";
  if (folder.split("/").some((part) => part === "")) return "holds two slashes in a row";
  if (folder.split("/").some((part) => part === "." || part === ".."))
    return "holds . or .., which clients resolve away";
  return undefined;
}

function publicIssues({ conditions }: PolicyArgs, bucket: Pick<BucketArgs, "public">): Issue[] {
  const position = conditions.indexOf("public");
  if (position < 0) return [];
  const about = { path: ["conditions", position], value: "public" };
  if (!bucket.public) {
    const message = "is allowed for a public bucket only, and this bucket is private";
    const remedy = "make the bucket public, or leave the condition out to mean every object";
    return [{ severity: "error", ...about, message, remedy }];
  }
  if (conditions.length === 1) return [];
  return [{ severity: "note", ...about, message: "adds nothing beside other conditions", remedy: "leave it out" }];
}

/** Policies that can never permit anything. */
function contradictions(policy: PolicyArgs): Issue[] {
  const personal = policy.conditions.findIndex((condition) => condition === "owner" || condition === "userFolder");
  const folders = policy.conditions.flatMap((condition) =>
    typeof condition === "object" && "folder" in condition ? [condition.folder] : [],
  );
  const issues: Issue[] = [];
  if (personal >= 0 && policy.roles.includes("anon")) {
    issues.push({
      severity: "warning",
      path: ["conditions", personal],
      value: policy.conditions[personal],
      message: "never holds for anon, because a request without a user has no sub in its token",
      remedy: "remove anon from the roles, or give it a policy of its own",
    });
  }
  const within = (inner: string, outer: string) => `${inner}/`.startsWith(`${outer}/`);
  if (folders.some((one) => folders.some((other) => !within(one, other) && !within(other, one)))) {
    issues.push({
      severity: "warning",
      path: ["conditions"],
      value: folders,
      message: "never holds, because no object is in several folders and every condition has to hold",
      remedy: "write one policy per folder; policies add up",
    });
  }
  return issues;
}

/** What the service's statements make of a verb that a reader may not expect. */
function verbIssues({ verbs, conditions }: PolicyArgs): Issue[] {
  const issues: Issue[] = [];
  if (verbs.includes("overwrite") && !verbs.includes("upload")) {
    issues.push({
      severity: "note",
      path: ["verbs"],
      value: verbs,
      message:
        "has overwrite without upload, but the service overwrites with INSERT … ON CONFLICT DO UPDATE, so new objects can be uploaded as well",
      remedy: "add upload to say so",
    });
  }
  const writing = verbs.filter((verb) => verb === "upload" || verb === "overwrite");
  conditions.forEach((condition, position) => {
    if (typeof condition !== "object" || !("metadata" in condition) || writing.length === 0) return;
    issues.push({
      severity: "warning",
      path: ["conditions", position],
      value: condition,
      message: `may refuse every ${writing.join(" and ")}, because the service may check it before the metadata is known`,
      remedy: "use metadata in a policy with list, download and remove only",
    });
  });
  return issues;
}

/** Access that is wider than it looks. */
function wideOpenIssues(policy: PolicyArgs, bucket: Pick<BucketArgs, "public">): Issue[] {
  const { roles, verbs, conditions } = policy;
  const everyObject = conditions.every((condition) => condition === "public");
  const personal = conditions.some((condition) => condition === "owner" || condition === "userFolder");
  const issues: Issue[] = [];
  const lister = roles.find((role) => (role === "anon" && !personal) || (role === "authenticated" && everyObject));
  if (bucket.public && verbs.includes("list") && lister !== undefined) {
    issues.push({
      severity: "warning",
      path: ["verbs"],
      value: verbs,
      message: `lets ${lister === "anon" ? "anyone" : "every signed-in user"} list a public bucket, and so find and download objects whose names were not given out`,
      remedy: "leave list out; downloading from a public bucket needs no policy",
    });
  }
  const changing: readonly Verb[] = verbs.filter((verb) => ["upload", "overwrite", "remove"].includes(verb));
  if (roles.includes("anon") && everyObject && changing.length > 0) {
    issues.push({
      severity: "warning",
      path: ["roles", roles.indexOf("anon")],
      value: "anon",
      message: `may ${changing.join(", ")} any object of the bucket without signing in`,
      remedy: "name authenticated instead, or limit it by a condition such as a folder",
    });
  }
  return issues;
}
