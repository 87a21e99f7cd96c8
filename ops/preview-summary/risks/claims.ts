import { parseBytes } from "../../../components/units";
import { type Rule, say } from "../finding";
import { type State, textAt } from "../preview";
import { code } from "../words";

/** A claim or a volume of Kubernetes: data. */
export const claim: Rule = ({ operation, type, old, new: wanted, name }) => {
  const kind = type.endsWith("Claim") ? "claim" : "volume";
  const called = `The ${kind} ${code(textAt((wanted ?? old)?.inputs, "metadata.name") ?? name)}`;
  if (operation === "create") return say("harmless", `${called} is made, with ${sizeOf(wanted)}.`);
  const guard = old?.protect === true ? " It is protected, so `pulumi up` refuses." : "";
  if (operation === "delete") {
    return old?.retainOnDelete === true
      ? say("harmless", `${called} (${sizeOf(old)}) is forgotten here, and stays in the cluster.`)
      : say("data loss", `${called} (${sizeOf(old)}) is **deleted with what is in it**.${guard}`);
  }
  if (operation === "replace")
    return say("data loss", `${called} (${sizeOf(old)}) is **replaced by an empty one**.${guard}`);
  const [before, after] = [bytesOf(old), bytesOf(wanted)];
  if (before === undefined || after === undefined || before === after)
    return say("harmless", `${called} changes, but not its size.`);
  return after > before
    ? say("harmless", `${called} grows from ${sizeOf(old)} to ${sizeOf(wanted)}, and never shrinks again.`)
    : say("data loss", `${called} would shrink from ${sizeOf(old)} to ${sizeOf(wanted)}, which no claim can.`);
};

const text = (state: State | undefined): string | undefined =>
  textAt(state?.inputs, "spec.resources.requests.storage") ?? textAt(state?.inputs, "spec.capacity.storage");

const sizeOf = (state: State | undefined): string => text(state) ?? "an unknown size";

function bytesOf(state: State | undefined): number | undefined {
  const parsed = parseBytes(text(state) ?? "");
  return "value" in parsed ? parsed.value : undefined;
}

/** What a resource holds, for a refusal that names only the resource: `redis-data (10Gi)`. */
export function dataIn(type: string, state: State | undefined): string | undefined {
  if (!/:PersistentVolume(Claim)?$/.test(type)) return undefined;
  const storageClass = textAt(state?.inputs, "spec.storageClassName");
  return `${sizeOf(state)}${storageClass === undefined ? "" : ` of the storage class ${storageClass}`}`;
}
