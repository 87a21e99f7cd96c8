// Runs in the storage service's image, which has nothing of this project: prints its migrations as JSON. What a
// migration does to a table that is in use is looked for in its text.
"use strict";
const { readdirSync, readFileSync } = require("node:fs");
const path = require("node:path");

const folder = process.argv[1] ?? "migrations/tenant";

const marks = [
  [/\bcreate\s+(unique\s+)?index\b(?!\s+concurrently)/i, "builds an index, which lets nothing be written meanwhile"],
  [/\bcreate\s+(unique\s+)?index\s+concurrently\b/i, "builds an index beside the service's work"],
  [
    /\balter\s+table\b[^;]*\b(alter\s+(column\s+)?\S+\s+(set\s+data\s+)?type|set\s+not\s+null)\b/i,
    "rewrites or reads a whole table",
  ],
  [/\bdrop\s+(table|column)\b/i, "drops a table or a column"],
  [/^\s*update\s+/im, "changes rows that are there"],
];

function filesOf(folder) {
  try {
    return readdirSync(folder);
  } catch ({ code }) {
    process.stderr.write(`${path.resolve(folder)}: ${code}\n`); // as the last words of a container, without a trace
    process.exit(1);
  }
}

const found = filesOf(folder).flatMap((file) => {
  const [, id, name] = /^(-?\d+)[-_]?(.*)\.(sql|js)$/.exec(file) ?? [];
  if (id === undefined) return [];
  const text = readFileSync(path.join(folder, file), "utf8")
    .replace(/--.*$/gm, "")
    .replace(/\/\*[^]*?\*\//g, "");
  const notes = marks.filter(([mark]) => mark.test(text)).map(([, note]) => note);
  return [{ id: Number(id), name, notes }];
});
process.stdout.write(`${JSON.stringify(found)}\n`);
