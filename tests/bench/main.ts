/** `npm run bench`: speed and memory, each against a floor that is measured in the same run. */
import { parseArgs } from "node:util";
import Table from "cli-table3";
import { type Figure, seconds } from "./figures";
import { manyBuckets } from "./many-buckets";
import { preview } from "./preview";
import { loaders, startUp } from "./start-up";

const help = `Measures speed and memory, and prints what was reached against what was aimed at.

  npm run bench [-- [--only start-up|loaders|preview|buckets] [--buckets 1000]]

Needs what npm run test:engine needs. The exit status says whether everything could be measured, not whether it was quick.`;

const tell = (line: string): void => {
  console.error(`${new Date().toISOString().slice(11, 19)}  ${line} …`);
};

async function main(): Promise<number> {
  const { values } = parseArgs({
    options: { only: { type: "string" }, buckets: { type: "string", default: "1000" }, help: { type: "boolean" } },
  });
  if (values.help === true) {
    console.log(help);
    return 0;
  }
  const wanted = (name: string) => values.only === undefined || values.only === name;
  const figures: Figure[] = [];
  if (wanted("start-up")) {
    tell("start-up");
    figures.push(...(await startUp()));
  }
  if (wanted("preview")) {
    tell("preview without a change");
    figures.push(...(await preview()));
  }
  if (wanted("buckets")) figures.push(...(await manyBuckets(Number(values.buckets), tell)));
  if (figures.length > 0) console.log(asTable(figures));
  if (wanted("loaders")) {
    tell("loaders of TypeScript");
    const table = new Table({ head: ["loader", "time"], style: { head: [], border: [] } });
    for (const [name, time] of Object.entries(await loaders())) table.push([name, seconds(time)]);
    console.log(table.toString());
  }
  return 0;
}

function asTable(figures: readonly Figure[]): string {
  const table = new Table({
    head: ["what", "measured", "floor", "reached", "aim", ""],
    style: { head: [], border: [] },
  });
  for (const { what, measured, floor, reached, aim, unit } of figures) {
    const verdict = Number.isNaN(aim) ? "" : reached <= aim ? "met" : "missed";
    table.push([
      what,
      measured,
      floor,
      `${reached.toFixed(2)} ${unit}`,
      Number.isNaN(aim) ? "none" : `≤ ${aim} ${unit}`,
      verdict,
    ]);
  }
  return table.toString();
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
