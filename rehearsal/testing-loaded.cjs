// Required into every process of a rehearsal, for loads.spec.ts: leaves behind which packages were loaded.
"use strict";
const { writeFileSync } = require("node:fs");
const path = require("node:path");

process.on("exit", () => {
  const packages = Object.keys(require.cache).flatMap(
    (file) => /[\\/]node_modules[\\/]((?:@[^\\/]+[\\/])?[^\\/]+)/.exec(file)?.[1] ?? [],
  );
  const [, script = "", stackFile = ""] = process.argv;
  if (path.basename(script) !== "stack.ts") return;
  const name = path.basename(stackFile).split(".")[1];
  writeFileSync(path.join(process.env.LOADED, `${name}.json`), JSON.stringify([...new Set(packages)].sort()));
});
