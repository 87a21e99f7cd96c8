import { Cluster } from "../../cluster/cluster";
import { Failure, messageOf } from "../../cluster/failure";
import { loadKubeConfig } from "../../cluster/kubeconfig";
import { understood } from "../arguments";
import { onInterruption } from "../interruption";
import { inDatabase, podLabels, readStack, type Stack } from "../stack";
import { StatusLine } from "../status-line";
import { appliedMigrations } from "./applied";
import { compare } from "./compare";
import { readList } from "./image-list";
import { listOnCluster, standardTimes, type Times } from "./on-cluster";
import { listOnDocker } from "./on-docker";
import { help, type Options, readOptions } from "./options";
import { dumpCommand } from "./recovery-point";
import { asText, type Found, refusalOf, type Report } from "./report";

interface Surroundings {
  readonly root?: string;
  readonly times?: Times;
}

/** `ops upgrade-check` */
export async function upgradeCheck(args: readonly string[], surroundings: Surroundings = {}): Promise<number> {
  const options = understood(help, () => readOptions(args));
  if (typeof options === "number") return options;
  const stop = new AbortController();
  onInterruption(() => {
    stop.abort();
  });
  const report: Report = { stack: options.stack };
  try {
    const found = await find(options, surroundings, stop.signal);
    const refusal = refusalOf(found);
    if (refusal !== undefined) report.error = refusal;
    else if (!options.json) console.log(asText(found));
    const { image, applied, comparison, dump } = found;
    Object.assign(report, { image, applied: applied?.length ?? null, ...comparison, dump });
  } catch (error) {
    const words = error instanceof Failure ? error.message : `The check failed: ${messageOf(error)}.`;
    report.error = stop.signal.aborted ? "Interrupted. Nothing was changed." : words;
  }
  if (options.json) console.log(JSON.stringify(report, null, 2));
  if (report.error !== undefined) console.error(report.error);
  return stop.signal.aborted ? 130 : report.error === undefined ? 0 : 1;
}

async function find(options: Options, { root, times }: Surroundings, signal: AbortSignal): Promise<Found> {
  const stack = await readStack(options.stack, root);
  const { settings } = stack;
  const image = options.image ?? settings.images.storage;
  const { migrationsFreezeAt: freezeAt } = settings.service;
  const asked = `upgrade-check --stack ${options.stack}${options.image === undefined ? "" : ` --image ${image}`}`;
  const applied = await inDatabase(stack, asked, appliedMigrations);
  signal.throwIfAborted();
  const brought = readList(await listOf(image, stack, options, signal, times), image);
  return {
    stack: options.stack,
    image,
    applied,
    brought,
    comparison: compare(applied ?? [], brought, freezeAt),
    freezeAt,
    dump: dumpCommand(stack, image),
  };
}

async function listOf(
  image: string,
  stack: Stack,
  { pullSecrets }: Options,
  signal: AbortSignal,
  times = standardTimes,
): Promise<string> {
  const line = new StatusLine(process.stderr);
  const progress = (text: string) => {
    line.show(`${text} …`);
  };
  const say = (text: string) => {
    line.end();
    console.error(text);
  };
  try {
    const { kubernetes, platform } = stack.settings;
    if (platform === "docker") return await listOnDocker(image, { progress, signal });
    const cluster = new Cluster(await loadKubeConfig(kubernetes.context), kubernetes.namespace, purpose);
    const args = { image, labels: podLabels(stack), pullSecrets };
    return await listOnCluster(cluster, args, { progress, say }, signal, times);
  } finally {
    line.end();
  }
}

const purpose = {
  page: "docs/upgrades.md",
  withoutNamespace: "Before the first pulumi up there is nothing to check; else correct kubernetes.namespace.",
};
