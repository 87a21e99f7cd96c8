import { type Finding, type Rule, say, sayIf, touches } from "../finding";
import { at, type State, textAt, textsAt } from "../preview";
import { all, code, phrases } from "../words";

const stays = (what: string): readonly Finding[] =>
  say("harmless", `${what} is forgotten here, and stays in the database.`);

const attributes: Readonly<Record<string, string>> = {
  superuser: "do everything in the whole server",
  bypassRowLevelSecurity: "read and change rows past every access policy",
  createRole: "make and change roles",
  createDatabase: "make databases",
  replication: "copy the whole server",
  login: "sign in",
};

/** A role's rights beyond tables. */
export const role: Rule = (change) => {
  const { operation, old, new: wanted } = change;
  const name = code(textAt(wanted?.inputs, "name") ?? textAt(old?.inputs, "name") ?? change.name);
  if (operation === "delete") return stays(`The role ${name}`);
  const has = (state: State | undefined, key: string) =>
    ![undefined, false].includes(at(state?.inputs, key) as undefined);
  const rights = Object.keys(attributes).filter((key) => has(wanted, key) !== has(old, key));
  const gained = rights.filter((key) => has(wanted, key));
  const [before, after] = [textsAt(old?.inputs, "memberOf"), textsAt(wanted?.inputs, "memberOf")];
  const joined = after.filter((one) => !before.includes(one));
  const left = before.filter((one) => !after.includes(one));
  if (operation === "create") return say("harmless", `The role ${name} is made, or adopted if it is there.`);
  const words = (keys: readonly string[]) => phrases(keys.map((key) => attributes[key] ?? key));
  return [
    ...sayIf(gained.length > 0, "access widened", `The role ${name} may **${words(gained)}**.`),
    ...sayIf(
      gained.length < rights.length,
      "harmless",
      `The role ${name} may no longer ${words(rights.filter((key) => !gained.includes(key)))}.`,
    ),
    ...sayIf(
      joined.length > 0,
      "access widened",
      `The role ${name} becomes a member of ${all(joined)} and may do what they may.`,
    ),
    ...sayIf(left.length > 0, "harmless", `The role ${name} is no longer a member of ${all(left)}.`),
    ...sayIf(touches(change, "password"), "security", `The role ${name} gets another password.`),
  ];
};

/** Who may do what on a table at all; row-level security comes on top. */
export const grants: Rule = (change) => {
  const { operation, old, new: wanted } = change;
  const state = wanted ?? old;
  const table = code(`${textAt(state?.inputs, "schema") ?? ""}.${textAt(state?.inputs, "table") ?? change.name}`);
  if (operation === "delete") return stays(`What roles may do on the table ${table}`);
  if (operation === "create")
    return say("harmless", `What roles may do on the table ${table} is set; access policies say with which rows.`);
  const roles = Object.keys({
    ...(at(old?.inputs, "roles") ?? {}),
    ...(at(wanted?.inputs, "roles") ?? {}),
  }).sort();
  return roles.flatMap((name): readonly Finding[] => {
    const [before, after] = [old, wanted].map((one) => textsAt(at(one?.inputs, "roles"), name));
    const more = (after ?? []).filter((one) => !before?.includes(one));
    const fewer = (before ?? []).filter((one) => !after?.includes(one));
    return [
      ...sayIf(more.length > 0, "access widened", `${code(name)} may ${all(more)} on the table ${table}.`),
      ...sayIf(fewer.length > 0, "harmless", `${code(name)} may no longer ${all(fewer)} on the table ${table}.`),
    ];
  });
};

/** Nothing is changed there, but from now on the data is looked for elsewhere. */
export const dataLocation: Rule = ({ operation, old, new: wanted }) => {
  if (operation !== "update" && operation !== "replace") return [];
  return ["volumes", "objects"].flatMap((kind) => {
    const [before, after] = [old, wanted].map(
      (state) => (at(state?.inputs, kind) ?? {}) as Readonly<Record<string, unknown>>,
    );
    return Object.keys({ ...before, ...after })
      .filter((key) => before?.[key] !== after?.[key])
      .map((key): Finding => ({
        risk: "data loss",
        text: `The data of ${code(kind === "objects" ? `objects: ${key}` : key)} is looked for in ${place(after?.[key])}, before in ${place(before?.[key])}. Nothing is moved: make sure that a person has done it.`,
      }));
  });
};

const place = (value: unknown): string => (typeof value === "string" ? code(value) : "no place");

/** Where a provider finds what it provides. A kubeconfig is among them, and holds credentials: it is never shown. */
const places = /^(host|port|database|context|cluster|region|account|allowedAccountIds|endpoints)\b/;

/** Which database, cluster or account the provider, and so everything in it, talks to. */
export const connection: Rule = (change) => {
  if (change.operation !== "update" && change.operation !== "replace") return [];
  const kind = change.type.split(":").at(-1) ?? "";
  if (touches(change, "kubeconfig")) {
    const effect = change.operation === "replace" ? ", so that everything in the cluster would be made anew" : "";
    return say(
      "security",
      `${code(kind)} gets another kubeconfig${effect}. Where \`up\` ran without the environment variable KUBECONFIG, run this without it, too.`,
    );
  }
  const where = change.paths.filter((path) => places.test(path));
  if (where.length === 0) return say("harmless", `The connection of ${code(kind)} changes: ${all(change.paths)}.`);
  const values = where.flatMap((path) => {
    const [before, after] = [textAt(change.old?.inputs, path), textAt(change.new?.inputs, path)];
    return before === undefined && after === undefined
      ? []
      : [`${code(path)} ${place(before)} becomes ${place(after)}`];
  });
  const told = values.length > 0 ? phrases(values) : all(where);
  return say("security", `${code(kind)} is reached elsewhere: ${told}. Make sure that the same data is there.`);
};

export const firstObjects: Rule = ({ operation, old, new: wanted, name }) => {
  const id = code(textAt((wanted ?? old)?.inputs, "bucketId") ?? name);
  if (operation === "delete")
    return say("harmless", `The first objects of the bucket ${id} are forgotten here, and stay.`);
  const files = at(wanted?.inputs, "files");
  const many = typeof files === "number" ? `${files} ` : "";
  return say("harmless", `${many}first objects are uploaded into the bucket ${id}.`);
};

/** Objects of PostgreSQL that are made where they are missing, and never dropped. */
export const madeIfMissing: Rule = ({ operation, old, name, type, paths }) => {
  const what = `${type.split(":").at(-1) ?? ""} ${code(name)}`;
  if (operation === "delete")
    return old?.retainOnDelete === true || type.startsWith("storagedb:")
      ? stays(what)
      : say("downtime", `${what} is dropped.`);
  if (operation === "create") return say("harmless", `${what} is made, or left as it is if it is there.`);
  return say("security", `${what} changes: ${all(paths)}.`);
};
