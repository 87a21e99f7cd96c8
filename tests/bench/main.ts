/** `npm run bench`: speed and memory, each against a floor that is measured in the same run. */
import { availableParallelism } from "node:os";
import { parseArgs } from "node:util";
import Table from "cli-table3";
import { backup } from "./backup";
import { type Figure, seconds } from "./figures";
import { loaders } from "./loaders";
import { manyBuckets } from "./many-buckets";
import { pack } from "./pack";
import { preview } from "./preview";
import { startUp } from "./start-up";

const help = `Measures speed and memory, and prints what was reached against what was aimed at.

  npm run bench [-- [--only start-up|loaders|preview|backup|buckets|pack] [--buckets 1000] [--objects 4096]]

--only      measures one part
--buckets   how many buckets, with two policies each, "buckets" and "pack" are about
--objects   how many objects of 256 KiB "backup" stores
--help      prints this

Needs what npm run test:engine needs, npm for a loader that is compared, and restic for "backup". The exit status says whether everything could
be measured, not whether it was quick: 1 where something could not, 2 for a wrong option.`;

/** Rounds of which the median counts, where one takes about a second. */
const rounds = 7;

const parts = ["start-up", "loaders", "preview", "backup", "buckets", "pack"] as const;
type Part = (typeof parts)[number];

const tell = (line: string): void => {
  console.error(`${new Date().toISOString().slice(11, 19)}  ${line} …`);
};

async function main(): Promise<number> {
  const wanted = options();
  if (wanted === undefined) return 2;
  if (wanted === "help") {
    console.log(help);
    return 0;
  }
  const { only, buckets, objects } = wanted;
  const is = (part: Part) => only === undefined || only === part;
  const figures: Figure[] = [];
  const tables: string[] = [];
  if (is("start-up")) {
    tell("start-up");
    figures.push(...(await startUp(rounds)));
  }
  if (is("loaders")) {
    tell("loaders of TypeScript");
    tables.push(
      asTable(
        ["loader", "time", "straight after npm install", "can be stale"],
        (await loaders(rounds)).map(({ name, time, afterInstall, stale }) => [
          name,
          seconds(time),
          afterInstall,
          stale,
        ]),
      ),
    );
  }
  if (is("preview")) {
    tell("preview without a change");
    figures.push(...(await preview()));
  }
  if (is("backup")) figures.push(...(await backup(objects, tell)));
  if (is("buckets")) figures.push(...(await manyBuckets(buckets, tell)));
  if (is("pack")) {
    tell(`${buckets} buckets, judged by the policy pack`);
    figures.push(...(await pack(buckets)));
  }
  if (figures.length > 0)
    tables.unshift(asTable(["what", "measured", "floor", "reached", "aim", ""], figures.map(row)));
  console.log(`Node ${process.version}, ${availableParallelism()} cores\n${tables.join("\n")}`);
  return 0;
}

function options(): { only?: Part; buckets: number; objects: number } | "help" | undefined {
  try {
    const { values } = parseArgs({
      options: {
        only: { type: "string" },
        buckets: { type: "string", default: "1000" },
        objects: { type: "string", default: "4096" },
        help: { type: "boolean" },
      },
    });
    if (values.help === true) return "help";
    const only = parts.find((part) => part === values.only);
    if (values.only !== undefined && only === undefined) throw new Error(`--only takes one of ${parts.join(", ")}`);
    if (!/^[1-9]\d{0,3}$/.test(values.buckets)) throw new Error("--buckets takes a number from 1 to 9999");
    if (!/^[1-9]\d{0,5}$/.test(values.objects)) throw new Error("--objects takes a number from 1 to 999999");
    return {
      ...(only === undefined ? {} : { only }),
      buckets: Number(values.buckets),
      objects: Number(values.objects),
    };
  } catch (error) {
    console.error(`${(error as Error).message}\n\n${help}`);
    return undefined;
  }
}

function asTable(head: string[], rows: string[][]): string {
  const table = new Table({ head, style: { head: [], border: [] } });
  table.push(...rows);
  return table.toString();
}

function row({ what, measured, floor, reached, aim, unit }: Figure): string[] {
  const verdict = aim === undefined ? "" : reached <= aim ? "met" : "missed";
  const goal = aim === undefined ? "" : `≤ ${aim} ${unit}`;
  return [what, measured, floor, `${reached.toFixed(unit === "MB" ? 0 : 2)} ${unit}`, goal, verdict];
}

main().then(
  (status) => {
    process.exitCode = status;
  },
  (error: unknown) => {
    console.error(error instanceof Error ? error.message : error);
    process.exitCode = 1;
  },
);
