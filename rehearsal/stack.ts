/** Rehearses one stack in a process of its own: `node stack.ts <stack file> <output folder>`, started by `main.ts`. */
import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { bucketBackups, formatIssues, readSettings, type Settings } from "../config";
import { present } from "../config/present";
import { databaseReport } from "./database-report";
import { EmbeddedDatabase } from "./embedded";
import { leaks } from "./leaks";
import { assumptions } from "./monitor/assumptions";
import { type AwsPlace, awsPlaceOf } from "./monitor/aws-places";
import { carryOutOn, type Said } from "./monitor/carry-out";
import { RecordingMonitor } from "./monitor/monitor";
import { reachOf } from "./network/reach";
import { manifests } from "./report/manifests";
import { judge, refusal } from "./policies";
import { project, runProgram } from "./program";
import { handOver, type HandedOver } from "./stack-file";
import type { Message, ObjectsPlace, Phase, StackReport } from "./stack-report";

type Writable<T> = { -readonly [K in keyof T]: T[K] };

/** Fills the report; throws what ends the rehearsal. */
async function rehearse(report: Writable<StackReport>, folder: string, secrets: string[]): Promise<void> {
  for (const name of written) rmSync(path.join(folder, name), { recursive: true, force: true });
  const said: Said[] = [];
  report.said = said;
  const { handed, settings } = await timed(report, "stack file read", () => read(report, secrets));
  const database = await timed(report, "embedded PostgreSQL started", () => EmbeddedDatabase.start());
  const { name } = project();
  const noDefaults = JSON.parse(handed.config["pulumi:disable-default-providers"] ?? "[]") as string[];
  const say = (one: Said) => void said.push(one);
  const carryOut = carryOutOn(database, noDefaults, { say, keepSecret: (secret) => secrets.push(secret) });
  const monitor = new RecordingMonitor(report.stack, name, carryOut, assumptions(settings, say));
  report.resources = monitor.resources;
  await timed(report, "program run, database made", () => runProgram(monitor, report.stack, handed));
  report.awsPlaces = awsPlacesOf(monitor);
  if (settings.platform === "kubernetes") {
    const identity = settings.aws?.identity?.kind;
    const backups = bucketBackups(settings.backup)?.to.destination;
    const surroundings = { ...settings.kubernetes, ...settings.database, ...present({ identity, backups }) };
    report.reach = reachOf(report.resources, surroundings);
  }
  const measured = await timed(report, "access measured and compared with the oracle", () =>
    database.transaction((session) => databaseReport(session, database.version, settings.buckets)),
  );
  report.database = measured;
  const judgement = await timed(report, "judged by the policy pack", () => Promise.resolve(judge(report.resources)));
  report.judgement = judgement;
  await timed(report, "results written, looked through for secrets", () => {
    write(report, folder, secrets);
    return Promise.resolve();
  });
  const [mismatch, ...more] = measured.oracle.mismatches;
  if (mismatch !== undefined) {
    const others = more.length === 0 ? "" : ` (and ${more.length} more, all in ${path.join(folder, "database.json")})`;
    throw new Error(`${mismatch}${others}`);
  }
  const refused = refusal(judgement, path.join(folder, "policies.json"));
  if (refused !== undefined) throw new Error(refused);
}

function awsPlacesOf({ resources, providers }: RecordingMonitor): Record<string, AwsPlace> {
  const ofAws = resources.filter(({ type }) => type.startsWith("aws:"));
  return Object.fromEntries(
    ofAws.map(({ urn }) => [
      urn,
      awsPlaceOf(resources.find((provider) => provider.urn === providers.get(urn))?.inputs ?? {}),
    ]),
  );
}

async function read(report: Writable<StackReport>, secrets: string[]) {
  let handed: HandedOver;
  try {
    handed = handOver(readFileSync(report.file, "utf8"), project().name);
  } catch (error) {
    const { message } = error as Error;
    throw new Error(`it cannot be read: ${message.split("\n", 1)[0] ?? message}`, { cause: error });
  }
  secrets.push(...handed.generated);
  const { settings, issues } = await readSettings(handed.config, path.basename(report.file));
  report.issues = issues.filter(({ severity }) => severity === "warning");
  if (settings === undefined) {
    throw new Error(`\n${formatIssues(issues.filter(({ severity }) => severity === "error"))}`);
  }
  describe(report, settings);
  return { handed, settings };
}

function describe(report: Writable<StackReport>, settings: Settings): void {
  const { platform, service, database, images, kubernetes } = settings;
  const { server, host, port, name, tunnel, password } = database;
  report.platform = platform;
  const { replicas, port: published, backend } = service;
  report.service = { replicas, port: published, objects: placeOf(backend) };
  report.databaseServer = { server, host, port, name, ...present({ tunnel }) };
  if (platform === "kubernetes") {
    const { context, namespace, route } = kubernetes;
    report.cluster = { namespace, ...present({ context, route }) };
  }
  report.hasPassword = password !== undefined;
  report.serviceImage = images.storage;
}

function placeOf(backend: Settings["service"]["backend"]): ObjectsPlace {
  if (backend.kind === "file") return { kind: "file", path: backend.path };
  const { kind, bucket, region, endpoint } = backend;
  return { kind, bucket, region, ...present({ endpoint }) };
}

/** What a rehearsal writes, and takes away again before the next. */
const written = ["resources.json", "database.json", "policies.json", "kubernetes"];

/** Nothing is written in which a secret occurs. */
function write(report: StackReport, folder: string, secrets: readonly string[]): void {
  const json = (value: unknown) => `${JSON.stringify(value, null, 2)}\n`;
  const files = {
    "resources.json": json(report.resources),
    "database.json": json(report.database),
    "policies.json": json(report.judgement?.verdicts ?? []),
    ...manifests(report.resources),
  };
  const found = leaks(files, secrets);
  if (found.length > 0) throw new Error(`a secret would stand in ${found.join(", ")}, so nothing was written`);
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(path.dirname(path.join(folder, name)), { recursive: true });
    writeFileSync(path.join(folder, name), text);
  }
}

async function timed<Result>(
  report: Writable<StackReport>,
  name: string,
  work: () => Promise<Result>,
): Promise<Result> {
  const begin = performance.now();
  const result = await work();
  const phase: Phase = { name, milliseconds: Math.round(performance.now() - begin) };
  report.phases = [...report.phases, phase];
  send({ phase });
  return result;
}

const send = (message: Message): void => {
  process.send?.(message);
};

async function main([file = "", folder = ""]: readonly string[]): Promise<void> {
  const stack = path.basename(file).replace(/^Pulumi\.(.+)\.ya?ml$/, "$1");
  const nothing = { phases: [], issues: [], said: [], hasPassword: false, resources: [] };
  const report: Writable<StackReport> = { stack, file, ...nothing };
  const secrets: string[] = [];
  try {
    await rehearse(report, folder, secrets);
  } catch (error) {
    report.failure = error instanceof Error ? error.message : String(error);
  }
  // All that the page and the terminal show comes from the report.
  const leaking = leaks({ report: JSON.stringify(report) }, secrets).length > 0;
  const last: Message = {
    report: leaking ? { stack, file, ...nothing, failure: "a secret would be shown, so nothing is" } : report,
  };
  // Once it has arrived: the embedded database and the program's own timers need no orderly end.
  process.send?.(last, () => {
    process.exit(0);
  });
}

void main(process.argv.slice(2));
