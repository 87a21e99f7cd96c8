import { type Finding, type Rule, say } from "../finding";
import { at, type Change, listAt, type State, textAt } from "../preview";
import { all, code, phrases, shown, some } from "../words";

/** Where a workload has its pods. */
const template = "spec.template";

/** Deployments and what is like them. */
export const workload: Rule = (change) => {
  const { operation, type, old, new: wanted, name } = change;
  const called = `${type.split(":").at(-1) ?? ""} ${code(textAt((wanted ?? old)?.inputs, "metadata.name") ?? name)}`;
  if (operation === "create") return [{ risk: "harmless", text: `The ${called} is made.` }, ...weaker(change, called)];
  if (operation === "delete") return say("downtime", `The ${called} is removed, and its pods end.`);
  if (operation === "replace")
    return say("downtime", `The ${called} is replaced: all its pods end before new ones start.`);
  return [...weaker(change, called), ...images(change, called), ...scale(change, called), ...restart(change, called)];
};

function restart(change: Change, called: string): readonly Finding[] {
  const why = change.paths.filter((path) => path.startsWith(template));
  if (why.length === 0) {
    const rest = change.paths.filter((path) => path !== "spec.replicas");
    return rest.length === 0
      ? []
      : say("harmless", `The ${called} changes without a restart: ${all(rest.slice(0, 5))}.`);
  }
  const reasons = [...new Set(why.map(reasonOf))].sort();
  const recreated = textAt(change.new?.inputs, "spec.strategy.type") === "Recreate";
  const how = recreated
    ? "all its pods end, and nobody answers until new ones are ready"
    : "its pods restart one by one, and the others answer meanwhile";
  return say("downtime", `The ${called} gets ${phrases(reasons)}: ${how}.`);
}

const parts: readonly [path: RegExp, what: string][] = [
  [/\.image$/, "another image"],
  [/\.resources\b/, "other requests or limits"],
  [/\.(volumes|volumeMounts|envFrom)\b|secret/i, "other keys, passwords or files"],
  [/\.env\b/, "other settings"],
  [/\.metadata\./, "other labels or annotations"],
  [/[Ss]ecurityContext|\.host(Network|PID|IPC|Users)|[sS]erviceAccount/, "other rights"],
];

const reasonOf = (path: string): string =>
  parts.find(([pattern]) => pattern.test(path))?.[1] ?? code(path.slice(template.length + 1));

const containers = (state: State | undefined) =>
  ["initContainers", "containers"].flatMap((kind) => listAt(state?.inputs, `${template}.spec.${kind}`));

function images({ old, new: wanted }: Change, called: string): readonly Finding[] {
  const before = new Map(containers(old).map((one) => [textAt(one, "name"), textAt(one, "image")]));
  return containers(wanted).flatMap((one): readonly Finding[] => {
    const [was, is] = [before.get(textAt(one, "name")), textAt(one, "image")];
    return was === undefined || is === undefined || was === is
      ? []
      : say("harmless", `The ${called} runs ${code(is)}, before ${code(was)}.`);
  });
}

function scale({ old, new: wanted }: Change, called: string): readonly Finding[] {
  const [before, after] = [old, wanted].map((state) => at(state?.inputs, "spec.replicas"));
  if (typeof after !== "number" || before === after) return [];
  const text = `The ${called} has ${after} ${after === 1 ? "replica" : "replicas"}, before ${shown(before, "as many as an autoscaler says")}.`;
  return say(after === 0 ? "downtime" : "harmless", after === 0 ? `${text} Nobody answers then.` : text);
}

/** What of a pod lets it do more than it should: each is a property and the value that is the weak one. */
const rights: readonly [path: string, weak: (value: unknown) => boolean, what: string][] = [
  ["hostNetwork", (value) => value === true, "shares its node's network"],
  ["hostPID", (value) => value === true, "sees its node's processes"],
  ["hostIPC", (value) => value === true, "shares its node's memory"],
  ["automountServiceAccountToken", (value) => value !== false, "gets a token of the API server"],
  ["securityContext.runAsNonRoot", (value) => value !== true, "may run as root"],
];

const containerRights: readonly [path: string, weak: (value: unknown) => boolean, what: string][] = [
  ["securityContext.privileged", (value) => value === true, "is privileged"],
  ["securityContext.allowPrivilegeEscalation", (value) => value !== false, "may gain rights"],
  ["securityContext.readOnlyRootFilesystem", (value) => value !== true, "may write to its root file system"],
];

/** Only what becomes weaker: what was weak before is the policy pack's business. */
function weaker({ old, new: wanted }: Change, called: string): readonly Finding[] {
  const pod = (state: State | undefined) => at(state?.inputs, `${template}.spec`);
  const worse = rights.filter(
    ([path, weak]) =>
      weak(at(pod(wanted), path)) && (old === undefined ? path.startsWith("host") : !weak(at(pod(old), path))),
  );
  const before = new Map(containers(old).map((one) => [textAt(one, "name"), one]));
  const worseContainers = containers(wanted).flatMap((one) => {
    const was = before.get(textAt(one, "name"));
    if (was === undefined) return [];
    return containerRights
      .filter(([path, weak]) => weak(at(one, path)) && !weak(at(was, path)))
      .map(([, , what]) => `its container ${code(textAt(one, "name") ?? "?")} ${what}`);
  });
  const told = [...worse.map(([, , what]) => what), ...worseContainers];
  return told.length === 0 ? [] : say("security", `The ${called}: ${phrases(told)}.`);
}

export const autoscaler: Rule = ({ operation, old, new: wanted, name }) => {
  const range = (state: State | undefined) =>
    `${shown(at(state?.inputs, "spec.minReplicas"), "1")} to ${shown(at(state?.inputs, "spec.maxReplicas"), "?")}`;
  if (operation === "delete")
    return say(
      "downtime",
      `The autoscaler ${code(name)} is removed: the number of pods stays as it is under any load.`,
    );
  if (operation === "create")
    return say("harmless", `The autoscaler ${code(name)} is made: ${range(wanted)} replicas.`);
  return say(
    "harmless",
    range(old) === range(wanted)
      ? `The autoscaler ${code(name)} changes, but not its numbers.`
      : `${code(name)} has ${range(wanted)} replicas, before ${range(old)}.`,
  );
};

export const disruptionBudget: Rule = ({ operation, name }) =>
  operation === "delete"
    ? say(
        "downtime",
        `The disruption budget ${code(name)} is removed: maintenance of nodes may end all its pods at once.`,
      )
    : say("harmless", `The disruption budget ${code(name)} is ${operation === "create" ? "made" : "changed"}.`);

export const cronJob: Rule = ({ operation, name, paths }) => {
  const called = `The CronJob ${code(name)}`;
  if (operation === "create") return say("harmless", `${called} is made.`);
  return operation === "delete"
    ? say("downtime", `${called} is removed: what it does in its time is done no more.`)
    : say("harmless", `${called} changes for its next run: ${some(paths)}.`);
};
