import { readFileSync } from "node:fs";
import { Client } from "pg";
import { identifier, identifiers } from "../../storagedb/sql-text";
import { statementsOf } from "../../storagedb/access/statements";
import { Environment, succeeded } from "../engine/environment";
import { pause } from "../harness/machine";
import type { Operation, Underway } from "../harness/operation";
import { Project } from "../harness/project";
import { toolchain } from "../toolchain/toolchain";
import { type Figure, seconds } from "./figures";
import { bucketId, idlePlugin, policies, program } from "./many-buckets-program";

interface Run {
  readonly up: number;
  readonly preview: number;
  readonly refresh: number;
  readonly megabytes: number;
}

/** Many buckets with two policies each, against a provider that does nothing, and against plain SQL. */
export async function manyBuckets(count: number, tell: (line: string) => void): Promise<Figure[]> {
  const environment = await Environment.start("15");
  try {
    tell("preparing the database");
    await environment.up();
    tell(`${count} buckets with the provider that does nothing`);
    const idle = await measure(environment, count, { "storagedb/main.ts": idlePlugin });
    tell(`${count} buckets with storagedb`);
    const real = await measure(environment, count, {});
    tell("the same rows and policies in plain SQL");
    const plain = await plainSql(environment, count);
    const what = `${count} buckets with two policies each`;
    const figure = (name: "up" | "preview" | "refresh"): Figure => ({
      what: `${what}: ${{ up: "first up", preview: "preview without a change", refresh: "refresh" }[name]}`,
      measured: seconds(real[name]),
      floor: `${seconds(idle[name])}, a provider that does nothing`,
      reached: real[name] / idle[name],
      aim: 1.5,
      unit: "×",
    });
    return [
      figure("up"),
      figure("preview"),
      figure("refresh"),
      {
        what: `${what}: first up`,
        measured: seconds(real.up),
        floor: `${seconds(plain)}, plain SQL over one connection, without an engine`,
        reached: real.up / plain,
        aim: NaN,
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
  } finally {
    await environment.end();
  }
}

async function measure(environment: Environment, count: number, files: Record<string, string>): Promise<Run> {
  const { host, port, superuser, password } = environment.server;
  const connection = { host, port, database: "postgres", username: superuser, tls: "disable" };
  const project = await Project.create({
    toolchain: await toolchain(),
    files: { "index.ts": program(count, connection), ...files },
  });
  try {
    await project.stackInit("bench");
    const env = { BENCH_PASSWORD: password };
    const timed = async (operation: Promise<Operation>) => succeeded(await operation).milliseconds;
    const underway = project.begin("up", { env, timeout: 1_800_000 });
    const megabytes = peakMemory(underway);
    const up = await timed(underway.finished);
    const preview = await timed(project.preview({ env, timeout: 600_000 }));
    const refresh = await timed(project.refresh({ env, timeout: 600_000 }));
    await timed(project.destroy({ env, timeout: 1_800_000 }));
    return { up, preview, refresh, megabytes: await megabytes };
  } finally {
    await project.remove();
  }
}

/** The plugin's high-water mark, as the kernel keeps it, looked at until the plugin is gone. */
async function peakMemory(underway: Underway): Promise<number> {
  const { pid } = await underway.plugin("storagedb");
  let peak = 0;
  for (;;) {
    try {
      const [, kilobytes = "0"] = /VmHWM:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, "utf8")) ?? [];
      peak = Math.max(peak, Number(kilobytes) / 1024);
    } catch {
      return peak;
    }
    await pause(200);
  }
}

async function plainSql(environment: Environment, count: number): Promise<number> {
  const client = new Client({ connectionString: environment.server.connectionString() });
  await client.connect();
  try {
    const begin = performance.now();
    for (let n = 0; n < count; n++) {
      const id = bucketId(n);
      await client.query("INSERT INTO storage.buckets (id, name, public) VALUES ($1, $1, false)", [id]);
      for (const policy of policies) {
        for (const { name, command, roles, using, check } of await statementsOf({ bucket: id, ...policy })) {
          await client.query(
            `CREATE POLICY ${identifier(name)} ON storage.objects FOR ${command} TO ${identifiers(roles)}` +
              (using === undefined ? "" : ` USING (${using})`) +
              (check === undefined ? "" : ` WITH CHECK (${check})`),
          );
        }
      }
    }
    return performance.now() - begin;
  } finally {
    await client.end();
  }
}
