import { type Bytes, printBytes } from "../../../components/units";
import { type Finding, type Rule, say, sayIf } from "../finding";
import { at, type Change, type State, textAt, textsAt } from "../preview";
import { all, code, count } from "../words";

/** Buckets of the storage service. */
export const bucket: Rule = (change, { held }) => {
  const { operation, old, new: wanted } = change;
  if (operation === "delete") return removed(change, held.get(idOf(change, old)));
  if (operation === "create") return made(change);
  const moved = operation === "replace" ? removed(change, held.get(idOf(change, old))) : [];
  return [...moved, ...publicity(change), ...limit(old, wanted, change), ...types(old, wanted, change)];
};

const idOf = ({ name }: Change, state: State | undefined): string => textAt(state?.inputs, "bucketId") ?? name;
const isPublic = (state: State | undefined): boolean => at(state?.inputs, "public") === true;

const toAnyone = "whoever knows an object's name may download it, without a token and whatever the access policies say";

function made(change: Change): readonly Finding[] {
  const id = code(idOf(change, change.new));
  return isPublic(change.new)
    ? say("access widened", `The bucket ${id} is made, **public**: ${toAnyone}.`)
    : say("harmless", `The bucket ${id} is made, private.`);
}

function removed(change: Change, objects: number | undefined): readonly Finding[] {
  const id = code(idOf(change, change.old));
  if (change.old?.retainOnDelete === true) {
    return say("harmless", `The bucket ${id} is forgotten here, and stays in the database with its objects.`);
  }
  if (objects === 0) return say("harmless", `The bucket ${id} is deleted. It is empty.`);
  const holds =
    objects === undefined
      ? "Nobody counted its objects; if there are any, `pulumi up` refuses."
      : `It holds **${count(objects, "object")}**, so \`pulumi up\` will refuse.`;
  return say("data loss", `The bucket ${id} is deleted. ${holds}`);
}

function publicity(change: Change): readonly Finding[] {
  const id = code(idOf(change, change.new));
  const [was, is] = [isPublic(change.old), isPublic(change.new)];
  if (!was && is) return say("access widened", `The bucket ${id} becomes **public**: ${toAnyone}.`);
  if (was && !is) {
    return say("harmless", `The bucket ${id} is no longer public: downloads without a token are refused.`);
  }
  return [];
}

function limit(old: State | undefined, wanted: State | undefined, change: Change): readonly Finding[] {
  const [before, after] = [sizeOf(old), sizeOf(wanted)];
  if (before === after) return [];
  const id = code(idOf(change, wanted));
  return say("harmless", `The bucket ${id} takes files up to ${after}, before ${before}. Objects that are there stay.`);
}

function sizeOf(state: State | undefined): string {
  const bytes = at(state?.inputs, "fileSizeLimit");
  return typeof bytes === "number" ? printBytes(bytes as Bytes) : "the service's own limit";
}

function types(old: State | undefined, wanted: State | undefined, change: Change): readonly Finding[] {
  const [before, after] = [textsAt(old?.inputs, "allowedMimeTypes"), textsAt(wanted?.inputs, "allowedMimeTypes")];
  const id = code(idOf(change, wanted));
  if (before.length > 0 && after.length === 0) {
    return say("security", `The bucket ${id} takes files of **every type**, before ${all(before)} only.`);
  }
  const more = before.length === 0 ? [] : after.filter((type) => !before.includes(type));
  const fewer = before.length === 0 ? [] : before.filter((type) => !after.includes(type));
  return [
    ...sayIf(more.length > 0, "security", `The bucket ${id} takes files of the types ${all(more)}, too.`),
    ...sayIf(fewer.length > 0, "harmless", `The bucket ${id} takes no more files of the types ${all(fewer)}.`),
    ...sayIf(
      before.length === 0 && after.length > 0,
      "harmless",
      `The bucket ${id} takes files of the types ${all(after)} only.`,
    ),
  ];
}
