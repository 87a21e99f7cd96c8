import { containersOf, workloads } from "../../kubernetes";
import type { ResourceRule } from "../../rule";
import { isSecret, secretIn } from "../../secrets";
import { at, textAt, textsAt } from "../../values";

export const noSecretInPlainSight: ResourceRule = {
  name: "no-secret-in-plain-sight",
  threat: "data-exposed",
  level: "mandatory",
  description: "No secret is in a label, an annotation, a tag or a command, which lists and logs show to many.",
  remedy: "Take it out, make a new one, and pass it in a file.",
  judgedAtUp: "A command or a tag may be made of what is only known once something else is there.",
  types: ["*"],
  check: (resource, report) => {
    const { type, props } = resource;
    for (const path of ["labels", "tags", "metadata.labels", "metadata.annotations"]) {
      for (const [name, value] of marks(at(props, path))) {
        const secret = isSecret(name, value) ? "a secret" : secretIn(value);
        if (secret !== undefined) report(`has ${secret} among its ${path.replace(/^.*\./, "")} (${name})`);
      }
    }
    const containers = type in workloads ? containersOf(resource).map(({ spec }) => spec) : [props];
    const words = containers.flatMap((one) => ["command", "args", "entrypoints"].flatMap((key) => textsAt(one, key)));
    for (const word of words) {
      const [, name = "", value = word] = /^-*([\w.-]+)=(.*)$/s.exec(word) ?? [];
      const secret = word === "[secret]" || isSecret(name, value) ? "a secret" : secretIn(word);
      if (secret !== undefined) report(`has ${secret} in its command${name === "" ? "" : ` (${name})`}`);
    }
  },
};

/** Names and values, as a map or, on Docker, as a list. */
function marks(labels: unknown): readonly (readonly [string, string])[] {
  if (typeof labels !== "object" || labels === null) return [];
  const entries = Array.isArray(labels)
    ? labels.map((one: unknown) => [textAt(one, "label"), textAt(one, "value")])
    : Object.entries(labels);
  return entries.map(([name, value]) => [String(name), typeof value === "string" ? value : ""]);
}
