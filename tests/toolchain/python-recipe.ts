import { copyFileSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";

import type { Recipe } from "./recipe";

/**
 * A tool from PyPI, of the version that the folder's `requirements.txt` names, as a command of the same name.
 *
 * A virtual environment keeps its absolute path in the first line of its commands, and this one is moved when it is
 * done. So the tool is started by a command of ours, which finds the environment beside itself.
 * @param start What Python is to run, as words of a shell.
 * @param beside Files of the folder to put beside the command.
 */
export function pythonTool(name: string, start: string, folder: string, beside: readonly string[] = []): Recipe {
  const requirements = readFileSync(path.join(folder, "requirements.txt"), "utf8");
  const version = new RegExp(`^${name}==(\\S+)$`, "m").exec(requirements)?.[1];
  if (version === undefined) throw new Error(`${folder}/requirements.txt does not name ${name}`);
  const launcher = `#!/bin/sh\nexec "$(dirname "$0")/venv/bin/python" ${start} "$@"\n`;
  const flags = ["--no-deps", "--no-input", "--disable-pip-version-check"]; // the file names every dependency itself
  return {
    version,
    flags: [...flags, launcher, ...beside],
    make: async ({ source, out, run }) => {
      const venv = path.join(out, "venv");
      await run("python3", "-m", "venv", venv);
      await run(path.join(venv, "bin", "python"), "-m", "pip", "install", ...flags, "-r", "requirements.txt");
      for (const file of beside) copyFileSync(path.join(source, file), path.join(out, file));
      writeFileSync(path.join(out, name), launcher, { mode: 0o755 });
    },
  };
}
