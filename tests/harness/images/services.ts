import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";

import { buildSync } from "esbuild";

import type { ImageDefinition } from "./definitions";
import type { RootFolder } from "./root-folder";

const attributeTools = ["/usr/bin/setfattr", "/usr/bin/getfattr"];

/** The layer of both images: the Node that runs the tests. */
async function nodeLayer(root: RootFolder): Promise<void> {
  await root.base({ node: 1000 });
  await root.programs({
    [process.execPath]: "/usr/local/bin/node",
    ...Object.fromEntries(attributeTools.map((tool) => [tool, tool])),
  });
}

const environment = ["PATH=/usr/local/bin:/usr/bin:/bin", "LANG=C.UTF-8"];
const programs = [process.execPath, "/usr/bin/busybox", ...attributeTools];

/** A service and all packages that it uses as one file. */
function bundle(service: string): string {
  const { outputFiles } = buildSync({
    entryPoints: [path.join(__dirname, service, "main.ts")],
    bundle: true,
    platform: "node",
    target: "node20.19",
    format: "cjs",
    external: ["pg-native"], // node-postgres asks for it and goes on without it
    write: false,
    logLevel: "silent",
  });
  return outputFiles.map(({ text }) => text).join("");
}

/** Stands in for PostgREST: a command that serves, or with `--ready` asks a server whether it is ready. */
export const postgrest: ImageDefinition = {
  layers: [
    nodeLayer,
    (root) => {
      root.file("/usr/local/bin/postgrest", `#!/usr/local/bin/node\n${bundle("postgrest")}`, 0o755);
      return Promise.resolve();
    },
  ],
  config: { Cmd: ["postgrest"], Env: environment, User: "1000", ExposedPorts: { "3000/tcp": {} } },
  programs,
  code: () => bundle("postgrest"),
};

/** The migrations that the stand-in of the storage service brings, by the names of their files. */
function migrations(): [string, string][] {
  const folder = path.join(__dirname, "storage/migrations");
  return readdirSync(folder).map((name) => [name, readFileSync(path.join(folder, name), "utf8")]);
}

/** Stands in for the Supabase Storage service. */
export const storage: ImageDefinition = {
  layers: [
    nodeLayer,
    (root) => {
      root.file("/app/dist/start/server.js", bundle("storage"));
      for (const [name, text] of migrations()) root.file(`/app/migrations/tenant/${name}`, text);
      return Promise.resolve();
    },
  ],
  config: {
    Cmd: ["node", "dist/start/server.js"],
    Env: environment,
    WorkingDir: "/app",
    ExposedPorts: { "5000/tcp": {} },
  },
  programs,
  code: () => JSON.stringify([bundle("storage"), migrations()]),
};
