import { containerType, networkType, volumeType } from "../../docker";
import type { ResourceRule } from "../../rule";
import { listAt, textAt } from "../../values";

export const dockerLabelled: ResourceRule = {
  name: "docker-labelled",
  threat: "change-unseen",
  level: "advisory",
  description: "A container, a volume and a network say by labels whose they are.",
  remedy: "Add it to the resource's labels.",
  parameters: {
    labels: {
      type: "array",
      items: { type: "string" },
      default: ["alfred-storage.environment", "alfred-storage.managed-by"],
      description: "The labels that it needs, such as one for its owner or its cost centre.",
    },
  },
  types: [containerType, networkType, volumeType],
  check: ({ props }, report, { labels }) => {
    const present = listAt(props, "labels").map((one) => textAt(one, "label"));
    for (const label of labels as readonly string[]) {
      if (!present.includes(label)) report(`has no label ${label}`);
    }
  },
};
