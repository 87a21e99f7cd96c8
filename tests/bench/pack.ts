import { mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { Environment } from "../engine/environment";
import { Project } from "../harness/project";
import { bridgePack } from "../harness/workspace";
import { type Toolchain, toolchain } from "../toolchain/toolchain";
import { type Figure, interleaved, seconds } from "./figures";
import { timed } from "./many-buckets";
import { program } from "./many-buckets-program";

/** Rounds of which the median counts. One takes most of a minute with a thousand buckets. */
const rounds = 3;

/** A preview of many buckets that the policy pack judges, against the same one without it. */
export async function pack(count: number): Promise<Figure[]> {
  const environment = await Environment.start("15");
  try {
    await environment.up();
    const { host, port, superuser, password } = environment.server;
    const connection = { host, port, database: "postgres", username: superuser, tls: "disable" };
    const tools = await toolchain();
    const project = await Project.create({ toolchain: tools, files: { "index.ts": program(count, connection) } });
    try {
      await project.stackInit("bench");
      const options = { env: { BENCH_PASSWORD: password }, timeout: 3_600_000 };
      // What is measured begins once all is there. The engine need not save its state after each step on the way.
      const quickly = { ...options.env, PULUMI_EXPERIMENTAL: "true", PULUMI_SKIP_CHECKPOINTS: "true" };
      timed(await project.up({ ...options, env: quickly }), 3 * count);
      const args = packIn(project.folder, tools.source);
      // As a person runs it: the event log, which tests read, names every rule for every resource.
      const all = 3 * count + 2; // the stack and the provider among them
      const preview = async (more: readonly string[]) => {
        const finished = await project.run(["preview", "--stack", "bench", "--non-interactive", ...more], options);
        if (finished.exitCode !== 0 || !finished.stdout.includes(` ${all} unchanged`))
          throw new Error(`the preview did not look at everything:\n${finished.stdout}${finished.stderr}`);
        return finished.milliseconds;
      };
      const empty = emptyPack(project.folder, tools.source);
      const times = await interleaved(rounds, {
        plain: () => preview([]),
        asked: () => preview(empty),
        judged: () => preview(args),
      });
      return [
        {
          what: `${count} buckets with two policies each: preview without a change, judged by the policy pack`,
          measured: seconds(times.judged),
          floor: `${seconds(times.plain)}, the same preview without the pack`,
          reached: times.judged / times.plain,
          aim: 1.2,
          unit: "×",
        },
        {
          what: "the same",
          measured: seconds(times.judged),
          floor: `${seconds(times.asked)}, the same preview with a pack that has no rule`,
          reached: times.judged / times.asked,
          unit: "×",
        },
      ];
    } finally {
      await project.remove();
    }
  } finally {
    await environment.end();
  }
}

/** The pack with every rule, none of which stops a program of nothing but buckets. */
function packIn(folder: string, source: Toolchain["source"]): string[] {
  const levels = path.join(folder, "levels.json");
  writeFileSync(levels, JSON.stringify({ all: "advisory" }));
  return ["--policy-pack", bridgePack(path.join(folder, "policies"), source), "--policy-pack-config", levels];
}

/** What any pack costs: the engine asks it twice about each resource. */
function emptyPack(folder: string, source: Toolchain["source"]): string[] {
  const pack = path.join(folder, "empty-pack");
  mkdirSync(pack);
  writeFileSync(path.join(pack, "PulumiPolicy.yaml"), "runtime: nodejs\nversion: 0.0.1\nmain: index.js\n");
  writeFileSync(path.join(pack, "package.json"), JSON.stringify({ name: "empty", version: "0.0.1", main: "index.js" }));
  writeFileSync(
    path.join(pack, "index.js"),
    'const { PolicyPack } = require("@pulumi/policy");\nnew PolicyPack("empty", { policies: [] });\n',
  );
  return ["--policy-pack", bridgePack(pack, source)];
}
