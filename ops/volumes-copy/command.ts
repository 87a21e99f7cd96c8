import { writeFileSync } from "node:fs";
import path from "node:path";
import { parseArgs } from "node:util";
import { parseDocument } from "yaml";
import { Failure, messageOf } from "../../cluster/failure";
import { checkStackFile, formatIssues, namespace, type Settings } from "../../config";
import { understood } from "../arguments";
import { onInterruption } from "../interruption";
import { projectFolder, readStack, type Stack } from "../stack";
import { StatusLine } from "../status-line";
import { copyVolume } from "./copy";

const help = `Copies a data volume of a Docker stack to a new volume, with owners, times and extended attributes, and compares the
two. The old volume stays as it is. Then the stack file names the new one, and pulumi up switches to it.

  npm run ops -- volumes copy --stack dev --volume storage --to db-storage-data-new [--write] [--image NAME:TAG]

--stack   the stack, by the name of its file Pulumi.<stack>.yaml
--volume  what the volume holds: redis, vector, llm, database, storage, metrics or dashboard
--to      the name of the new volume, without the stack's namePrefix
--write   names the new volume in the stack file; without it the lines are printed
--image   an image with GNU tar (default: images.database of the stack)
--help    prints this

Exit status: 0; 1 where something failed, with the reason last; 2 for a wrong option; 130 when interrupted.`;

interface Options {
  readonly stack: string;
  readonly volume: string;
  readonly to: string;
  readonly write: boolean;
  readonly image?: string;
}

/** `ops volumes copy` */
export async function volumesCopy(args: string[], root = projectFolder): Promise<number> {
  const options = understood(help, () => readOptions(args));
  if (typeof options === "number") return options;
  const stop = new AbortController();
  const off = onInterruption(() => {
    stop.abort();
  });
  try {
    return await copy(options, root, stop.signal);
  } catch (error) {
    if (stop.signal.aborted) {
      console.error("Interrupted. The old volume is as it was; run it again to begin anew.");
      return 130;
    }
    console.error(error instanceof Failure ? error.message : `The copy failed: ${messageOf(error)}.`);
    return 1;
  } finally {
    off();
  }
}

/** Undefined where only help is wanted. */
function readOptions(args: string[]): Options | undefined {
  const text = { type: "string" } as const;
  const flag = { type: "boolean", default: false } as const;
  const known = { stack: text, volume: text, to: text, image: text, write: flag, help: flag };
  const { stack, volume, to, image, write, help: asked } = parseArgs({ args, options: known }).values;
  if (asked) return undefined;
  if (stack === undefined) throw new Error("Which stack? Name it with --stack.");
  if (volume === undefined) throw new Error("Which volume? Say what it holds with --volume.");
  if (to === undefined) throw new Error("Where to? Name the new volume with --to.");
  return { stack, volume, to, write, ...(image === undefined ? {} : { image }) };
}

async function copy(options: Options, root: string, signal: AbortSignal): Promise<number> {
  const stack = await readStack(options.stack, root);
  const { namePrefix, volumes, images, platform, service } = stack.settings;
  if (platform !== "docker") throw new Failure(`${stack.file} is for ${platform}; claims grow there by an edit.`);
  const name = Object.entries(volumes).find(([purpose]) => purpose === options.volume)?.[1];
  if (name === undefined)
    throw new Failure(`No volume holds ${options.volume}. There are: ${Object.keys(volumes).join(", ")}.`);
  if (options.volume === "storage" && service.backend.kind === "file" && service.backend.hostFolder !== undefined) {
    throw new Failure(
      `The objects are in the folder ${service.backend.hostFolder}, and not in a volume of Docker's own.`,
    );
  }
  const written = withVolume(stack, options);
  const { settings, issues } = await checkStackFile(written, stack.file);
  if (settings === undefined) throw new Failure(formatIssues(issues));
  const [from, to] = [namePrefix + name, namePrefix + options.to];
  const line = new StatusLine(process.stderr);
  const progress = (text: string) => {
    line.show(`${text} …`);
  };
  const { files, sha256 } = await copyVolume(
    { from, to, image: options.image ?? images.database },
    { progress, signal },
  ).finally(() => {
    line.end();
  });
  console.log(
    `${files} ${files === 1 ? "file" : "files"} of ${from} are in ${to}, contents, owners, times and attributes alike.`,
  );
  console.log(`sha256 of both: ${sha256}`);
  if (options.write) {
    writeFileSync(path.join(root, stack.file), written);
    console.log(`${stack.file} names ${options.to} now.`);
  } else {
    console.log(`\n# For ${stack.file}:\n${linesFor(settings, options)}\n`);
  }
  console.log(
    `Now: pulumi up --stack ${stack.name}. Then take ${options.volume} out of alfred-storage:moved again; ${from} stays`,
  );
  console.log(`until you remove it: docker volume rm ${from}`);
  return 0;
}

/** The stack file with the new name, and with the word that the data is there. */
function withVolume({ text, settings }: Stack, { volume, to }: Options): string {
  const document = parseDocument(text);
  document.setIn(["config", `${namespace}:volumes`, volume], to);
  if (!settings.moved.some((one) => one === volume)) {
    document.setIn(["config", `${namespace}:moved`], document.createNode([...settings.moved, volume], { flow: true }));
  }
  return document.toString();
}

function linesFor({ moved }: Settings, { volume, to }: Options): string {
  return `  ${namespace}:volumes:\n    ${volume}: ${to}\n  ${namespace}:moved: [${moved.join(", ")}]`;
}
