import { eachContainer } from "../../kubernetes";
import type { ResourceRule } from "../../rule";
import { textAt } from "../../values";

export const imagePinned: ResourceRule = {
  name: "image-pinned",
  threat: "service-down",
  level: "mandatory",
  description: "An image is the same one tomorrow: it has a tag that is not latest, or a digest.",
  remedy: "Write the image's version as its tag, or its digest.",
  judgedAtUp: "The name of an image that the program builds is known only once it is built.",
  ...eachContainer(({ name, spec }, report) => {
    const image = textAt(spec, "image") ?? "";
    if (!/^[^@]*:(?!latest$)[^/:@]+$|@sha256:[0-9a-f]{64}$/.test(image))
      report(`runs its ${name} from ${image || "no image"}, which may be another one tomorrow`);
  }),
};
