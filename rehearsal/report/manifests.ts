import { stringify } from "yaml";
import type { RecordedResource } from "../monitor/record";

/** Each Kubernetes object as it would be applied, by file name in the order of registration; secrets are redacted. */
export function manifests(resources: readonly RecordedResource[]): Record<string, string> {
  const objects = resources.filter(
    ({ type, inputs }) => type.startsWith("kubernetes:") && "kind" in inputs && "apiVersion" in inputs,
  );
  return Object.fromEntries(
    objects.map(({ name, inputs }, index) => {
      const kind = String(inputs["kind"]).toLowerCase();
      const given = (inputs["metadata"] as { name?: unknown } | undefined)?.name;
      const number = String(index + 1).padStart(2, "0");
      const file = `${number}-${kind}-${typeof given === "string" ? given : name}.yaml`;
      return [
        `kubernetes/${file.replaceAll(/[^a-z0-9.-]/gi, "-")}`,
        // Kubernetes' tools read YAML 1.1, where a text such as off without quotes is a truth value.
        stringify(kind === "secret" ? redacted(inputs) : inputs, { version: "1.1" }),
      ];
    }),
  );
}

/** Whatever a Secret holds is one, marked or not. */
function redacted(inputs: RecordedResource["inputs"]): Record<string, unknown> {
  const hide = (values: unknown) =>
    typeof values === "object" && values !== null
      ? Object.fromEntries(Object.keys(values).map((key) => [key, "[secret]"]))
      : "[secret]";
  const fields = Object.entries(inputs);
  return Object.fromEntries(
    fields.map(([key, value]) => [key, key === "data" || key === "stringData" ? hide(value) : value]),
  );
}
