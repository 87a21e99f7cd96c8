import { containerType, imageType } from "../../docker";
import { type ResourceRule, unknown } from "../../rule";

export const dockerImagePinned: ResourceRule = {
  name: "docker-image-pinned",
  threat: "change-unseen",
  level: "mandatory",
  description: "An image is named with a version or a digest, so that what runs changes only by an edit.",
  remedy: "Name the version, such as supabase/postgres:17.6.1.136, or the digest.",
  parameters: {
    floating: {
      type: "array",
      items: { type: "string" },
      default: ["dev", "edge", "latest", "main", "master", "nightly", "stable"],
      description: "Tags that are moved to another image as time goes by.",
    },
  },
  types: [containerType, imageType],
  check: ({ type, props }, report, { floating }) => {
    const image = type === imageType ? props["name"] : props["image"];
    // An image that is still to be pulled is the resource that pulls it, and that one is judged.
    if (image === unknown && type === containerType) return;
    const named = typeof image === "string" ? image : "";
    if (/^(.+@)?sha256:[0-9a-f]{64}$/.test(named)) return;
    const [, tag] = /:([^:/]+)$/.exec(named) ?? [];
    if (tag === undefined) report(`names no version of its image (${named === "" ? "not known" : named})`);
    else if ((floating as readonly string[]).includes(tag)) report(`names a version that moves (${named})`);
  },
};
