import { cpSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";

import { makeWritable, sourceOf, type Bench } from "./recipe";

/** The upstream provider, which has hundreds of services. */
const upstream = "github.com/hashicorp/terraform-provider-aws";

/** The packages of the services to keep. `s3control` is what S3's buckets get their tags from. */
const services = ["eks", "iam", "kms", "meta", "s3", "s3control", "sts"];

/** The packages of the SDK whose clients are kept: those services', and one that the handling of tags asks for. */
const clients = ["eks", "iam", "kms", "resourcegroupstaggingapi", "s3", "s3control", "sts"];

/** The functions of `meta` to keep: the others, and the files that they are in, need the client of EC2. */
const functions = ["aws_arn", "aws_default_tags", "aws_ip_ranges", "aws_partition", "aws_service"];

/** The files whose lists name every service, the form of an entry with its name, and the entries to keep. */
const reductions = [
  {
    file: "internal/provider/sdkv2/service_packages_gen.go",
    entry: `^\\t"${upstream}/internal/service/(\\w+)"\\n|^\\t\\t(\\w+)\\.ServicePackage\\(ctx\\),\\n`,
    keep: services,
  },
  {
    file: "internal/conns/awsclient_gen.go",
    entry: `^\\t"github.com/aws/aws-sdk-go-v2/service/(\\w+)"\\n|^func .*\\*(\\w+)\\.Client {\\n(?:\\t.*\\n)+}\\n\\n?`,
    keep: clients,
  },
  {
    file: "internal/service/meta/service_package_gen.go",
    entry: `^\\t\\t{\\n\\t\\t\\tFactory: .*\\n\\t\\t\\tTypeName: "(\\w+)",\\n(?:\\t\\t\\t.*\\n)+\\t\\t},\\n`,
    keep: functions,
  },
  // An embedding that matches no file is an error, and none of the services kept has such a file of its own.
  { file: "internal/embed.go", entry: "^//go:embed service/(\\S+)\\n", keep: ["smarterr.hcl"] },
];

/** What is copied, below the module's folder: all that services share, and the services to keep. */
const folders = ["names", "version", "internal"];

/** What is not: by path below the module's folder. */
const left = [
  /_test\.go$|\/(testdata|test-fixtures)$/,
  /^internal\/(acctest|generate|sweep)$/,
  /^internal\/service\/[^/]+\/sweep\.go$/,
  /^internal\/namevaluesfilters\/service_filters_gen\.go$/,
  /^internal\/service\/meta\/(regions?|service_principal)_data_source\.go$/,
  new RegExp(`^internal/service/(?!(${services.join("|")})(/|$)|smarterr\\.hcl$)`),
];

/** All that decides what {@link slice} gives, besides the module itself. */
export const sliced = JSON.stringify({ reductions, folders, left: left.map(String) });

/**
 * Copies into the bench what the upstream provider needs for {@link services}, adds what the bench keeps for it in
 * `_terraform-provider-aws`, and points the bench's module at the copy. The copy has the module's name, so that the
 * package which is added may import what the module keeps internal.
 */
export async function slice(bench: Bench): Promise<void> {
  const original = await sourceOf(bench, upstream);
  const copy = path.join(bench.source, "terraform-provider-aws");
  mkdirSync(copy);
  const filter = (file: string) => !left.some((pattern) => pattern.test(path.relative(original, file)));
  for (const folder of folders) {
    cpSync(path.join(original, folder), path.join(copy, folder), { recursive: true, filter });
  }
  makeWritable(copy);
  for (const { file, entry, keep } of reductions) {
    const whole = path.join(copy, file);
    writeFileSync(whole, reduced(readFileSync(whole, "utf8"), new RegExp(entry, "gm"), keep, file));
  }
  cpSync(path.join(bench.source, "_terraform-provider-aws"), copy, { recursive: true });
  await bench.run("go", "mod", "edit", `-replace=${upstream}=./terraform-provider-aws`);
}

/** @throws where the text lacks an entry to keep, or has no other: then it is not the text that was meant. */
function reduced(text: string, entry: RegExp, keep: readonly string[], file: string): string {
  const seen = new Set<string>();
  const rest = text.replace(entry, (whole: string, ...groups: unknown[]) => {
    const name = groups.find((group) => typeof group === "string"); // the group of the alternative that matched
    if (name === undefined || !keep.includes(name)) return "";
    seen.add(name);
    return whole;
  });
  const missing = keep.filter((name) => !seen.has(name));
  if (missing.length > 0 || rest === text) {
    throw new Error(
      `${upstream}/${file} is not as expected: it lacks ${missing.join(", ") || "anything to leave out"}`,
    );
  }
  return rest;
}
