import { changeOf, type Context, type Finding, type Rule, say, sayIf, touches } from "../finding";
import { at, type Change, listAt, type State, textAt } from "../preview";
import { all, code, phrases, shown } from "../words";

/** Data on this machine's disk. */
export const volume: Rule = ({ operation, old, new: wanted, name }) => {
  const called = code(textAt((wanted ?? old)?.inputs, "name") ?? name);
  const before = code(textAt(old?.inputs, "name") ?? name);
  if (operation === "create") return say("harmless", `The volume ${called} is made, or taken as it is if it is there.`);
  const fate =
    old?.retainOnDelete === true ? "stays on disk, used by nothing" : "is **deleted with all that is in it**";
  if (operation === "replace")
    return say("data loss", `Another volume takes the place of ${before}, which ${fate}: the new one is empty.`);
  if (operation === "delete")
    return say(old?.retainOnDelete === true ? "harmless" : "data loss", `The volume ${before} ${fate}.`);
  return [];
};

/** What a service is for, by its container's role in the stack. */
const away: readonly [name: RegExp, what: string][] = [
  [
    /db-postgres$/,
    "the database and everything that needs it is away until the new one is healthy; the data is in its volume",
  ],
  [/db-storage$/, "no file can be read or written until the new one is healthy"],
  [/db-api$/, "requests that need PostgREST fail until the new one is healthy"],
];

export const container: Rule = (change, context) => {
  const { operation, name } = change;
  const called = code(textAt((change.new ?? change.old)?.inputs, "name") ?? name);
  if (operation === "create")
    return [{ risk: "harmless", text: `The container ${called} is made.` }, ...openings(change)];
  const effect =
    away.find(([pattern]) => pattern.test(name))?.[1] ?? "what it does is not done until the new one is there";
  if (operation === "delete") return say("downtime", `The container ${called} is removed.`);
  if (operation === "replace") {
    return [
      ...openings(change),
      { risk: "downtime", text: `The container ${called} is replaced${because(change, context)}: ${effect}.` },
    ];
  }
  const same = change.paths.filter((path) => !path.startsWith("labels"));
  const text =
    same.length === 0
      ? `The container ${called} gets other labels.`
      : `The container ${called} changes without a restart: ${all(same)}.`;
  return [...openings(change), { risk: "harmless", text }];
};

function because(change: Change, context: Context): string {
  if (touches(change, "image")) {
    const image = changeOf(context, "docker:index/remoteImage:RemoteImage", `${change.name}-image`);
    const [before, after] = [textAt(image?.old?.inputs, "name"), textAt(image?.new?.inputs, "name")];
    return before === undefined || after === undefined
      ? " for another image"
      : ` for the image ${code(after)}, before ${code(before)}`;
  }
  // It holds keys and passwords, so the engine shows nothing of it.
  if (touches(change, "uploads")) return " with other files of settings, keys or passwords";
  const paths = [...new Set(change.paths.map((path) => path.split(/[.[]/)[0] ?? path))];
  if (paths.every((path) => path === "labels")) return " for other labels";
  return paths.length === 0 ? "" : ` for ${all(paths)}`;
}

/** What makes a container reachable, or lets it do more on the machine. */
function openings(change: Change): readonly Finding[] {
  const called = code(textAt(change.new?.inputs, "name") ?? change.name);
  const published = (state: State | undefined) =>
    listAt(state?.inputs, "ports").flatMap((port) => {
      const ip = textAt(port, "ip") ?? "0.0.0.0";
      return /^(127\.|::1$)/.test(ip) ? [] : [`${ip}:${shown(at(port, "external"), "?")}`];
    });
  const before = published(change.old);
  const more = published(change.new).filter((address) => !before.includes(address));
  const weaker = [
    ...(is(change.new, "privileged", true) && !is(change.old, "privileged", true) ? ["is **privileged**"] : []),
    ...added(change, "capabilities.adds").map((one) => `gets the capability ${code(one)}`),
    ...(added(change, "capabilities.drops", "lost").length > 0 && change.old !== undefined
      ? ["keeps capabilities that it dropped before"]
      : []),
    ...(added(change, "securityOpts", "lost").length > 0 && change.old !== undefined
      ? [`loses ${all(added(change, "securityOpts", "lost"))}`]
      : []),
    ...(textAt(change.new?.inputs, "networkMode") === "host" && textAt(change.old?.inputs, "networkMode") !== "host"
      ? ["shares the machine's network"]
      : []),
  ];
  return [
    ...sayIf(
      more.length > 0,
      "access widened",
      `The container ${called} is published on ${all(more)}, so other machines reach it.`,
    ),
    ...sayIf(weaker.length > 0, "security", `The container ${called} ${phrases(weaker)}.`),
  ];
}

const is = (state: State | undefined, path: string, value: unknown): boolean => at(state?.inputs, path) === value;

function added({ old, new: wanted }: Change, path: string, which: "gained" | "lost" = "gained"): string[] {
  const [before, after] = [old, wanted].map((state) =>
    listAt(state?.inputs, path).filter((one) => typeof one === "string"),
  );
  const [has, had] = which === "gained" ? [after, before] : [before, after];
  return (has ?? []).filter((one) => !had?.includes(one));
}

/** Told with the container that runs it, where there is one. */
export const image: Rule = ({ operation, old, new: wanted, name }) => {
  if (operation === "create") {
    const isBuilt = at(wanted?.inputs, "build") !== undefined;
    return say(
      "harmless",
      `The image ${code(textAt(wanted?.inputs, "name") ?? name)} is ${isBuilt ? "built on the machine" : "looked up"}.`,
    );
  }
  const [before, after] = [textAt(old?.inputs, "name"), textAt(wanted?.inputs, "name")];
  return before === after
    ? []
    : say("harmless", `The image ${code(after ?? "none")} takes the place of ${code(before ?? "none")}.`);
};

export const network: Rule = (change) => {
  const { operation, old, new: wanted, name } = change;
  const called = code(textAt((old ?? wanted)?.inputs, "name") ?? name);
  if (operation === "create") return say("harmless", `The network ${called} is made.`);
  if (operation === "delete") return say("downtime", `The network ${called} is removed.`);
  if (operation === "replace")
    return say(
      "downtime",
      `The network ${called} is made anew for ${all(change.paths)}: nothing on it is reached meanwhile.`,
    );
  const opened = at(old?.inputs, "internal") === true && at(wanted?.inputs, "internal") !== true;
  return [
    opened
      ? { risk: "security", text: `The network ${called} is no longer internal.` }
      : { risk: "harmless", text: `The network ${called} changes: ${all(change.paths)}.` },
  ];
};
