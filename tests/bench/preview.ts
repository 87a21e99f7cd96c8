import { Environment, succeeded } from "../engine/environment";
import { Project } from "../harness/project";
import { toolchain } from "../toolchain/toolchain";
import { type Figure, interleaved, seconds, startPlugin } from "./figures";

/** A preview without a change, against that of a program that does nothing. */
export async function preview(): Promise<Figure[]> {
  const environment = await Environment.start("15");
  const empty = await Project.create({
    toolchain: await toolchain(),
    checkout: false,
    files: { "Pulumi.yaml": "name: empty\nruntime: nodejs\n", "package.json": '{"main":"index.js"}', "index.js": "" },
  });
  try {
    await empty.stackInit("dev");
    succeeded(await empty.up());
    await environment.up();
    const times = await interleaved(5, {
      empty: async () => succeeded(await empty.preview()),
      dev: () => environment.preview(),
      plugin: startPlugin,
    });
    return [
      {
        what: "preview of dev without a change",
        measured: seconds(times.dev),
        floor: `${seconds(times.empty)}, an empty program, plus a plugin's start of ${seconds(times.plugin)}`,
        reached: (times.dev - times.plugin) / times.empty,
        aim: 1.3,
        unit: "×",
      },
    ];
  } finally {
    await empty.remove();
    await environment.end();
  }
}
