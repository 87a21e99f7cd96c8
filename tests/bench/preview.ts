import { Environment } from "../engine/environment";
import { succeeded } from "../engine/stack-environment";
import { Project } from "../harness/project";
import { type Toolchain, toolchain } from "../toolchain/toolchain";
import { type Figure, interleaved, seconds, startPlugin } from "./figures";

/** A preview without a change, against that of a program that does nothing. */
export async function preview(): Promise<Figure[]> {
  const tools = await toolchain();
  const environment = await Environment.start("15");
  const empty = await program(tools, "");
  const sdk = await program(tools, 'require("@pulumi/pulumi");');
  try {
    await environment.up();
    const times = await interleaved(7, {
      empty: async () => succeeded(await empty.preview()),
      sdk: async () => succeeded(await sdk.preview()),
      dev: () => environment.preview(),
      plugin: () => startPlugin("storagedb"),
      standIn: () => startPlugin("rehearsal/postgresql"),
    });
    const plugins = times.plugin + times.standIn;
    const what = "preview of dev without a change";
    return [
      {
        what,
        measured: seconds(times.dev),
        floor: `${seconds(times.empty)}, an empty program, plus a plugin's start of ${seconds(times.plugin)}`,
        reached: (times.dev - times.plugin) / times.empty,
        aim: 1.3,
        unit: "×",
      },
      {
        what: `${what}, which starts two plugins in Node here: the one for postgresql is a Go program elsewhere`,
        measured: seconds(times.dev),
        floor: `${seconds(times.sdk)}, a program that only loads the SDK, plus the start of both, ${seconds(plugins)}`,
        reached: (times.dev - plugins) / times.sdk,
        unit: "×",
      },
    ];
  } finally {
    await Promise.all([empty.remove(), sdk.remove()]);
    await environment.end();
  }
}

/** A project of one JavaScript file, with a stack that is up. */
async function program(tools: Toolchain, text: string): Promise<Project> {
  const project = await Project.create({
    toolchain: tools,
    checkout: false,
    files: {
      "Pulumi.yaml": "name: empty\nruntime:\n  name: nodejs\n  options:\n    typescript: false\n",
      "package.json": '{"main":"index.js"}',
      "index.js": text,
    },
  });
  await project.stackInit("dev");
  succeeded(await project.up());
  return project;
}
