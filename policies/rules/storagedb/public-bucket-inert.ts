import type { ResourceRule } from "../../rule";
import { bucketType } from "../../storagedb";
import { at, textsAt } from "../../values";

const active = [
  "text/html",
  "text/javascript",
  "text/*",
  "image/svg+xml",
  "image/*",
  "application/xhtml+xml",
  "application/javascript",
  "application/*",
];

export const publicBucketInert: ResourceRule = {
  name: "public-bucket-inert",
  threat: "data-exposed",
  level: "advisory",
  description: "A public bucket takes no type that a browser runs: it would run under the platform's address.",
  remedy: "Name the types one by one, without those of pages, scripts and SVG.",
  types: [bucketType],
  check: ({ props }, report) => {
    if (at(props, "public") === false) return;
    const running = textsAt(props, "allowedMimeTypes").filter((type) => active.includes(type));
    if (running.length > 0) report(`is public and takes what a browser runs (${running.join(", ")})`);
  },
};
