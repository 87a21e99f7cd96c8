import { canonical } from "../../../storagedb/resource";
import { verbs } from "../../../storagedb/access/vocabulary";
import { changeOf, type Finding, type Rule, say } from "../finding";
import { type Change, listAt, type State, textAt, textsAt } from "../preview";
import { all, code, phrases, shortened } from "../words";

/** Who may do what with a bucket's objects. */
export const accessPolicy: Rule = (change, context) => {
  const [before, after] = [
    change.operation === "create" ? undefined : change.old,
    change.operation === "delete" ? undefined : change.new,
  ];
  const bucket = bucketOf(change);
  if (after === undefined && changeOf(context, "storagedb:index:Bucket", bucket)?.operation === "delete") {
    return say("harmless", `${policy(change)} goes with its bucket.`);
  }
  if (after === undefined && change.old?.retainOnDelete === true) {
    return say("security", `${policy(change)} is forgotten here, and **stays in force** in the database.`);
  }
  return [
    ...gained(change, before, after),
    ...lost(change, before, after),
    ...conditionsChanged(change, before, after),
  ];
};

/** On creation the bucket's id is not known yet, but is the first part of the name. */
const bucketOf = ({ name, old, new: wanted }: Change): string =>
  textAt(wanted?.inputs, "bucket") ?? textAt(old?.inputs, "bucket") ?? name.split("/")[0] ?? name;

const nameIn = ({ name, old, new: wanted }: Change): string =>
  textAt(wanted?.inputs, "name") ?? textAt(old?.inputs, "name") ?? name;

const policy = (change: Change): string =>
  `The access policy ${code(nameIn(change))} of the bucket ${code(bucketOf(change))}`;

/** What a policy gives to a role. */
const givenTo = (state: State | undefined, role: string): string[] =>
  textsAt(state?.inputs, "roles").includes(role) ? textsAt(state?.inputs, "verbs") : [];

const rolesOf = (...states: readonly (State | undefined)[]): string[] =>
  [...new Set(states.flatMap((state) => textsAt(state?.inputs, "roles")))].sort();

/** The same verbs for several roles are one sentence. */
function byVerbs(
  roles: readonly string[],
  verbsOf: (role: string) => readonly string[],
): [roles: string[], verbs: string[]][] {
  const groups = new Map<string, [string[], string[]]>();
  for (const role of roles) {
    const may = inOrder(verbsOf(role));
    if (may.length === 0) continue;
    const known = groups.get(may.join());
    if (known === undefined) groups.set(may.join(), [[role], may]);
    else known[0].push(role);
  }
  return [...groups.values()];
}

const inOrder = (words: readonly string[]): string[] => verbs.filter((verb) => words.includes(verb));

function gained(change: Change, before: State | undefined, after: State | undefined): readonly Finding[] {
  const more = byVerbs(rolesOf(after), (role) =>
    givenTo(after, role).filter((verb) => !givenTo(before, role).includes(verb)),
  );
  return more.map(([roles, may]) => ({
    risk: "access widened",
    text: `${all(roles)} may **${phrases(may)}** ${objects(after)} in the bucket ${code(bucketOf(change))}${whoIs(roles)} (access policy ${code(nameIn(change))}).`,
  }));
}

function lost(change: Change, before: State | undefined, after: State | undefined): readonly Finding[] {
  const fewer = byVerbs(rolesOf(before), (role) =>
    givenTo(before, role).filter((verb) => !givenTo(after, role).includes(verb)),
  );
  return fewer.map(([roles, may]) => ({
    risk: "harmless",
    text: `${all(roles)} may no longer ${phrases(may).replace(/ and (?=\w+$)/, " or ")} ${objects(before)} in the bucket ${code(bucketOf(change))} by the access policy ${code(nameIn(change))}.`,
  }));
}

const whoIs = (roles: readonly string[]): string =>
  roles.includes("anon") ? ", which for `anon` means **everyone, without signing in**" : "";

/** For those who may do the same as before: whether it is about more objects. Fewer conditions are more objects. */
function conditionsChanged(change: Change, before: State | undefined, after: State | undefined): readonly Finding[] {
  if (before === undefined || after === undefined) return [];
  const [was, is] = [before, after].map(
    (state) => new Set(listAt(state.inputs, "conditions").filter(restricts).map(canonical)),
  );
  if (was === undefined || is === undefined) return [];
  const dropped = [...was].some((one) => !is.has(one));
  const added = [...is].some((one) => !was.has(one));
  if (!dropped && !added) return [];
  const text = `${policy(change)} is about ${objects(after)}, before about ${objects(before)}.`;
  return dropped
    ? say("access widened", added ? `${text} Compare the two: either may be more.` : `${text} That is more.`)
    : say("harmless", `${text} That is less.`);
}

/** A condition that always holds is said on purpose and makes nothing narrower. */
const restricts = (condition: unknown): boolean => condition !== "public";

/** The objects that a policy is about. */
function objects(state: State | undefined): string {
  const conditions = listAt(state?.inputs, "conditions");
  if (conditions.length === 0) return "every object";
  return `objects ${phrases(conditions.map(inWords))}`;
}

function inWords(condition: unknown): string {
  if (condition === "owner") return "of their own";
  if (condition === "userFolder") return "in the folder named like themselves";
  if (condition === "public") return "of everybody";
  const folder = textAt(condition, "folder");
  if (folder !== undefined) return `below ${code(`${folder}/`)}`;
  for (const kind of ["metadata", "userMetadata"]) {
    const [field, equals] = [textAt(condition, `${kind}.field`), textAt(condition, `${kind}.equals`)];
    if (field !== undefined && equals !== undefined) return `whose ${code(field)} is ${code(equals)}`;
  }
  const sql = textAt(condition, "sql");
  return `where ${code(shortened(sql ?? JSON.stringify(condition)))}`;
}
