import { readFileSync } from "node:fs";
import { Client } from "pg";
import { identifier, identifiers, literal } from "../../storagedb/sql-text";
import { statementsOf } from "../../storagedb/access/statements";
import { Environment } from "../engine/environment";
import { succeeded } from "../engine/stack-environment";
import { pause } from "../harness/machine";
import type { Operation, Underway } from "../harness/operation";
import { Project } from "../harness/project";
import { toolchain } from "../toolchain/toolchain";
import { type Figure, seconds } from "./figures";
import { bucketId, idlePlugin, policies, program } from "./many-buckets-program";

const operations = { up: "first up", preview: "preview without a change", refresh: "refresh" } as const;
type Name = keyof typeof operations;

type Run = Readonly<Record<Name, number>> & { readonly megabytes: number };
type Tell = (line: string) => void;

/** Many buckets with two policies each, against a provider that does nothing, and against plain SQL. */
export async function manyBuckets(count: number, tell: Tell): Promise<Figure[]> {
  const environment = await Environment.start("15");
  try {
    tell("preparing the database with the project's own program");
    await environment.up();
    tell(`${count} buckets in plain SQL`);
    const plain = await plainSql(environment, count);
    const idle = await measure(environment, count, { "storagedb/main.ts": idlePlugin }, (operation) => {
      tell(`${count} buckets with the provider that does nothing: ${operation}`);
    });
    const real = await measure(environment, count, {}, (operation) => {
      tell(`${count} buckets with storagedb: ${operation}`);
    });
    return figures(`${count} buckets with two policies each`, idle, real, plain);
  } finally {
    await environment.end();
  }
}

function figures(what: string, idle: Run, real: Run, plain: number): Figure[] {
  return [
    ...(Object.keys(operations) as Name[]).map((name) => ({
      what: `${what}: ${operations[name]}`,
      measured: seconds(real[name]),
      floor: `${seconds(idle[name])}, a provider that does nothing`,
      reached: real[name] / idle[name],
      aim: 1.5,
      unit: "×" as const,
    })),
    {
      what: `${what}: ${operations.up}`,
      measured: seconds(real.up),
      floor: `${seconds(plain)}, plain SQL over one connection, without an engine`,
      reached: real.up / plain,
      unit: "×",
    },
    {
      what: `${what}: the provider's own share of ${operations.up}`,
      measured: seconds(real.up - idle.up),
      floor: `${seconds(plain)}, plain SQL over one connection`,
      reached: (real.up - idle.up) / plain,
      unit: "×",
    },
    {
      what: `${what}: the plugin's memory at its peak`,
      measured: `${real.megabytes.toFixed(0)} MB`,
      floor: `${idle.megabytes.toFixed(0)} MB, a provider that does nothing`,
      reached: real.megabytes,
      aim: 300,
      unit: "MB",
    },
  ];
}

/** The three operations in a project of its own, which is not destroyed: the scratch database goes as a whole. */
async function measure(
  environment: Environment,
  count: number,
  files: Record<string, string>,
  tell: Tell,
): Promise<Run> {
  const { host, port, superuser, password } = environment.server;
  const connection = { host, port, database: "postgres", username: superuser, tls: "disable" };
  const project = await Project.create({
    toolchain: await toolchain(),
    files: { "index.ts": program(count, connection), ...files },
  });
  try {
    await project.stackInit("bench");
    const options = { env: { BENCH_PASSWORD: password }, timeout: 3_600_000 };
    tell(operations.up);
    const underway = project.begin("up", options);
    const [megabytes, up] = await Promise.all([peakMemory(underway), underway.finished]);
    tell(operations.preview);
    const preview = await project.preview(options);
    tell(operations.refresh);
    const refresh = await project.refresh(options);
    return {
      up: timed(up, 3 * count),
      preview: timed(preview, 0),
      refresh: timed(refresh, 0),
      megabytes,
    };
  } finally {
    await project.remove();
  }
}

/** The time of an operation that took as many steps as it should have: a floor that does less would be none. */
export function timed(operation: Operation, expected: number): number {
  const { steps, milliseconds } = succeeded(operation);
  const done = steps.filter(({ type }) => type.startsWith("storagedb:")).length;
  if (done !== expected) throw new Error(`an operation took ${done} steps, and should have taken ${expected}`);
  return milliseconds;
}

/** The plugin's high-water mark, as the kernel keeps it, looked at until the plugin is gone. */
async function peakMemory(underway: Underway): Promise<number> {
  const { pid } = await underway.plugin("storagedb");
  let peak = 0;
  for (;;) {
    try {
      const [, kilobytes] = /VmHWM:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, "utf8")) ?? [];
      if (kilobytes === undefined) return peak; // a process that has ended, and has no memory any more
      peak = Math.max(peak, Number(kilobytes) / 1024);
    } catch {
      return peak;
    }
    await pause(200);
  }
}

/** The same rows, policies and comments over one connection, each statement by itself, in a copy of the database. */
async function plainSql({ server }: Environment, count: number): Promise<number> {
  const elsewhere = new Client({ connectionString: server.connectionString("template1") });
  await elsewhere.connect();
  try {
    await elsewhere.query("CREATE DATABASE plain TEMPLATE postgres");
  } finally {
    await elsewhere.end();
  }
  const client = new Client({ connectionString: server.connectionString("plain") });
  await client.connect();
  try {
    const begin = performance.now();
    for (let n = 0; n < count; n++) {
      const id = bucketId(n);
      await client.query("INSERT INTO storage.buckets (id, name, public) VALUES ($1, $1, false)", [id]);
      for (const policy of policies) for (const sql of await policySql(id, policy)) await client.query(sql);
    }
    return performance.now() - begin;
  } finally {
    await client.end();
  }
}

async function policySql(bucket: string, policy: (typeof policies)[number]): Promise<string[]> {
  const statements = await statementsOf({ bucket, ...policy });
  return statements.flatMap(({ name, command, roles, using, check }) => [
    `CREATE POLICY ${identifier(name)} ON storage.objects FOR ${command} TO ${identifiers(roles)}` +
      (using === undefined ? "" : ` USING (${using})`) +
      (check === undefined ? "" : ` WITH CHECK (${check})`),
    `COMMENT ON POLICY ${identifier(name)} ON storage.objects IS ${literal(`alfred-storage: ${bucket}/${policy.name}`)}`,
  ]);
}
