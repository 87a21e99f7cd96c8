import type { ResourceRule } from "../../rule";
import { at, listAt, textAt, textsAt } from "../../values";

const variable = /(^|\n)(export )?AWS_ACCESS_KEY_ID=./;

export const noStaticKeys: ResourceRule = {
  name: "no-static-keys",
  threat: "privilege-gained",
  level: "advisory",
  description: "A workload signs in to S3 with an identity whose credentials expire, not with a static key.",
  remedy:
    "Give it a role by EKS Pod Identity or IRSA; declare an exception where it has none, as with an S3 server that is not Amazon's.",
  judgedAtUp: "What is secret is made by pulumi up itself.",
  types: ["kubernetes:core/v1:Secret", "docker:index/container:Container"],
  check: ({ props }, report) => {
    const files = listAt(props, "uploads").flatMap((upload) => [
      textAt(upload, "content") ?? "",
      decoded(textAt(upload, "contentBase64")),
    ]);
    const texts = [
      ...textsAt(props, "envs"),
      ...files,
      ...asVariables(at(props, "stringData"), (value) => value),
      ...asVariables(at(props, "data"), decoded),
    ];
    if (texts.some((text) => variable.test(text))) report("has a static key of S3, which does not expire by itself");
  },
};

/** Each as a line of its own, and as what it is: a Secret's key is a variable, or a file. */
const asVariables = (entries: unknown, read: (value: string) => string): string[] =>
  Object.entries(entries ?? {}).flatMap(([key, value]) =>
    typeof value === "string" ? [`${key}=${read(value)}`, read(value)] : [],
  );

const decoded = (text = ""): string => Buffer.from(text, "base64").toString();
