import { canonical } from "../../../storagedb/resource";
import { type Finding, type Rule, say } from "../finding";
import { at, type Change, listAt, type State, textAt } from "../preview";
import { all, code, count } from "../words";

/** What the bucket is called, which on its parts is a property too. */
const bucketIn = ({ name, old, new: wanted }: Change): string =>
  code(textAt(wanted?.inputs, "bucket") ?? textAt(old?.inputs, "bucket") ?? textAt(old?.outputs, "bucket") ?? name);

const guard = (state: State | undefined): string =>
  state?.protect === true ? " It is protected, so `pulumi up` refuses." : "";

const gone = ({ operation }: Change): boolean => operation === "delete";

export const s3Bucket: Rule = (change) => {
  const { operation, old, new: wanted } = change;
  const bucket = bucketIn(change);
  if (operation === "create") return say("harmless", `The S3 bucket ${bucket} is made.`);
  if (gone(change) && old?.retainOnDelete === true)
    return say("harmless", `The S3 bucket ${bucket} is forgotten here, and stays in the account.`);
  if (gone(change) || operation === "replace") {
    const was = code(textAt(old?.inputs, "bucket") ?? textAt(old?.outputs, "bucket") ?? change.name);
    const emptied =
      at(old?.inputs, "forceDestroy") === true
        ? "with **every object in it**"
        : "; AWS refuses as long as it holds an object or a version of one";
    const instead = operation === "replace" ? " An empty one takes its place." : "";
    return say(
      "data loss",
      `The S3 bucket ${was} is deleted${emptied.startsWith(";") ? "" : " "}${emptied}.${instead}${guard(old)}`,
    );
  }
  const forced = at(wanted?.inputs, "forceDestroy") === true && at(old?.inputs, "forceDestroy") !== true;
  return forced
    ? say("data loss", `The S3 bucket ${bucket} gets \`forceDestroy\`: whatever deletes it deletes every object, too.`)
    : say("harmless", `The S3 bucket ${bucket} changes: ${all(change.paths)}.`);
};

export const versioning: Rule = (change) => {
  const status = (state: State | undefined) => textAt(state?.inputs, "versioningConfiguration.status");
  const [before, after] = [status(change.old), gone(change) ? "Suspended" : status(change.new)];
  const bucket = bucketIn(change);
  if (before === "Enabled" && after !== "Enabled") {
    return say(
      "data loss",
      `The S3 bucket ${bucket} keeps **no more versions**: what is overwritten or removed from now on cannot be had back.${guard(change.old)}`,
    );
  }
  return say(
    "harmless",
    `The S3 bucket ${bucket} ${after === "Enabled" ? "keeps versions of what is overwritten or removed" : "keeps no versions"}.`,
  );
};

export const objectLock: Rule = (change) => {
  const bucket = bucketIn(change);
  const retention = (state: State | undefined) => at(state?.inputs, "rule.defaultRetention");
  const days = (state: State | undefined) =>
    Number(at(retention(state), "days") ?? 0) + 365 * Number(at(retention(state), "years") ?? 0);
  const mode = (state: State | undefined) => textAt(retention(state), "mode") ?? "none";
  const inWords = (state: State | undefined) => `${count(days(state), "day")} (${mode(state)})`;
  const { old, operation } = change;
  const wanted = gone(change) ? undefined : change.new;
  if (operation === "create")
    return say("harmless", `No version in the S3 bucket ${bucket} can be removed for ${inWords(wanted)}.`);
  if (wanted === undefined)
    return say(
      "data loss",
      `The lock of the S3 bucket ${bucket} is **taken off**: new versions can be removed at once, before only after ${inWords(old)}.${guard(old)}`,
    );
  const softer = days(wanted) < days(old) || (mode(old) === "COMPLIANCE" && mode(wanted) !== "COMPLIANCE");
  const text = `Versions in the S3 bucket ${bucket} are locked for ${inWords(wanted)}, before for ${inWords(old)}.`;
  return softer ? say("data loss", `**Shorter or weaker lock.** ${text}`) : say("harmless", text);
};

/** What deletes objects or versions by itself, by the rule's name: after how many days. */
function expirations(state: State | undefined): Map<string, number> {
  const found = new Map<string, number>();
  for (const rule of listAt(state?.inputs, "rules")) {
    if (textAt(rule, "status") === "Disabled") continue;
    const id = textAt(rule, "id") ?? "unnamed";
    for (const [path, what] of [
      ["expiration.days", "objects"],
      ["noncurrentVersionExpiration.noncurrentDays", "versions that were overwritten or removed"],
    ] as const) {
      const days = at(rule, path);
      if (typeof days === "number" && days > 0) found.set(`${what} (rule ${code(id)})`, days);
    }
  }
  return found;
}

export const lifecycle: Rule = (change) => {
  const bucket = bucketIn(change);
  const [before, after] = [expirations(change.old), gone(change) ? new Map<string, number>() : expirations(change.new)];
  const sooner = [...after].filter(([what, days]) => days < (before.get(what) ?? Infinity));
  if (change.operation === "create")
    return say("harmless", `The S3 bucket ${bucket} gets rules of how long things are kept.`);
  const losses = sooner.map(([what, days]): Finding => {
    const was = before.get(what);
    return {
      risk: "data loss",
      text: `The S3 bucket ${bucket} deletes ${what} **after ${count(days, "day")}**, before ${was === undefined ? "never" : `after ${count(was, "day")}`}.`,
    };
  });
  return losses.length > 0
    ? losses
    : say("harmless", `The S3 bucket ${bucket} keeps things as long as before, or longer.`);
};

export const encryption: Rule = (change) => {
  const bucket = bucketIn(change);
  const rule = (state: State | undefined) =>
    at(listAt(state?.inputs, "rules")[0], "applyServerSideEncryptionByDefault");
  const kind = (state: State | undefined) => textAt(rule(state), "sseAlgorithm") ?? "AES256";
  if (change.operation === "create")
    return say("harmless", `The S3 bucket ${bucket} encrypts its objects (${code(kind(change.new))}).`);
  const wanted = gone(change) ? undefined : change.new;
  const strength = ["AES256", "aws:kms", "aws:kms:dsse"];
  if (strength.indexOf(kind(wanted)) < strength.indexOf(kind(change.old))) {
    return say(
      "security",
      `The S3 bucket ${bucket} **encrypts more weakly**: ${code(kind(wanted))}, before ${code(kind(change.old))}. Objects that are there stay as they are.`,
    );
  }
  const keys = [change.old, wanted].map((state) => textAt(rule(state), "kmsMasterKeyId"));
  return keys[0] === keys[1]
    ? say("harmless", `The encryption of the S3 bucket ${bucket} changes to ${code(kind(wanted))}.`)
    : say(
        "security",
        `The S3 bucket ${bucket} encrypts with another key. Whoever reads its older objects still needs the old one.`,
      );
};

const blocks = ["blockPublicAcls", "blockPublicPolicy", "ignorePublicAcls", "restrictPublicBuckets"];

export const publicAccessBlock: Rule = (change) => {
  const bucket = bucketIn(change);
  const on = (state: State | undefined, key: string) => at(state?.inputs, key) === true;
  const off = blocks.filter(
    (key) => (gone(change) || !on(change.new, key)) && (change.operation === "create" || on(change.old, key)),
  );
  return off.length > 0
    ? say(
        "access widened",
        `The S3 bucket ${bucket} **may become public**: ${all(off)} ${off.length === 1 ? "is" : "are"} off.${guard(change.old)}`,
      )
    : say("harmless", `The S3 bucket ${bucket} is kept from the public in every way.`);
};

/** The statements of a policy document, which is JSON in a text. */
function statements(state: State | undefined): Map<string, string> | undefined {
  const text = textAt(state?.inputs, "policy") ?? textAt(state?.inputs, "assumeRolePolicy");
  try {
    const parsed = JSON.parse(text ?? "") as unknown;
    const list = at(parsed, "Statement");
    return new Map(
      (Array.isArray(list) ? list : [list]).map((one: unknown, index) => [
        textAt(one, "Sid") ?? `#${index + 1}`,
        canonical(one),
      ]),
    );
  } catch {
    return undefined; // not known yet
  }
}

/** Policy documents: of a bucket, a key, an identity. */
export const policyDocument =
  (what: (change: Change) => string): Rule =>
  (change) => {
    const called = what(change);
    if (gone(change))
      return say(
        "access widened",
        `The policy of ${called} is removed: what it denied is denied no longer, and what it allowed is allowed no longer.${guard(change.old)}`,
      );
    const [before, after] = [statements(change.old), statements(change.new)];
    if (change.operation === "create")
      return say(
        "access widened",
        `The policy of ${called} is set${after === undefined ? "" : `: ${all([...after.keys()])}`}.`,
      );
    if (before === undefined || after === undefined)
      return say("access widened", `The policy of ${called} changes in a way that is not known yet.`);
    const other = [...after].filter(([sid, text]) => before.has(sid) && before.get(sid) !== text).map(([sid]) => sid);
    const more = [...after.keys()].filter((sid) => !before.has(sid));
    const fewer = [...before.keys()].filter((sid) => !after.has(sid));
    const told = [
      ["new", more],
      ["changed", other],
      ["gone", fewer],
    ] as const;
    const words = told.flatMap(([how, sids]) => (sids.length === 0 ? [] : [`${how}: ${all(sids)}`]));
    return words.length === 0
      ? []
      : say("access widened", `The policy of ${called} changes: ${words.join("; ")}. Read its statements.`);
  };

export const bucketPolicy = policyDocument((change) => `the S3 bucket ${bucketIn(change)}`);

export const logging: Rule = (change) =>
  gone(change)
    ? say("security", `Requests to the S3 bucket ${bucketIn(change)} are logged no longer.`)
    : say(
        "harmless",
        `Requests to the S3 bucket ${bucketIn(change)} are logged in ${code(textAt(change.new?.inputs, "targetBucket") ?? "a bucket that is not known yet")}.`,
      );

export const replication: Rule = (change) =>
  gone(change)
    ? say(
        "data loss",
        `The S3 bucket ${bucketIn(change)} is copied elsewhere no longer: there is no second copy of new objects.`,
      )
    : say(
        "harmless",
        `What of the S3 bucket ${bucketIn(change)} is copied where is ${change.operation === "create" ? "set" : "changed"}.`,
      );

export const ownership: Rule = (change) => {
  const wanted = textAt(change.new?.inputs, "rule.objectOwnership");
  return gone(change) || wanted !== "BucketOwnerEnforced"
    ? say(
        "access widened",
        `Objects of the S3 bucket ${bucketIn(change)} may have access lists of their own.${guard(change.old)}`,
      )
    : say("harmless", `Objects of the S3 bucket ${bucketIn(change)} have no access lists of their own.`);
};
