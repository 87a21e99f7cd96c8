import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";

import { runOrFail } from "../run";
import type { ImageDefinition } from "./definitions";
import type { RootFolder } from "./root-folder";

/** Where Debian's package puts the server. It finds its libraries and its share folder from there. */
const server = "/usr/lib/postgresql/15";
const share = "/usr/share/postgresql/15";
const data = "/var/lib/postgresql/data";

const own = (...name: string[]) => readFileSync(path.join(__dirname, ...name), "utf8");

/** The layer of both images: the server, and an entry point like that of the official `postgres` image. */
async function serverLayer(root: RootFolder): Promise<void> {
  await root.base({ postgres: 999 });
  const tools = readdirSync(path.join(server, "bin")).map((name) => path.join(server, "bin", name));
  // GNU's, as in the official image, where a volume is copied with its attributes.
  const gnu = ["tar", "sha256sum", "find"].map((tool) => [`/usr/bin/${tool}`, `/usr/local/bin/${tool}`] as const);
  await root.programs(Object.fromEntries(gnu));
  await perl(root);
  // Just-in-time compilation would bring a compiler of 100 MB.
  const libraries = readdirSync(path.join(server, "lib"))
    .filter((name) => name.endsWith(".so") && !name.startsWith("llvmjit"))
    .map((name) => path.join(server, "lib", name));
  await root.programs(Object.fromEntries([...tools, ...libraries].map((file) => [file, file])));
  root.copy(share);
  // As the official image does it. Nothing here has to survive a loss of power, so nothing waits for a disk.
  const sample = readFileSync(path.join(share, "postgresql.conf.sample"), "utf8");
  root.file(`${share}/postgresql.conf.sample`, `${sample}listen_addresses = '*'\nfsync = off\n`);
  for (const zone of ["UTC", "Etc/UTC"]) root.copy(`/usr/share/zoneinfo/${zone}`);
  root.copy("/usr/lib/locale/C.utf8");
  root.directory(data, 0o777); // the entry point hands it to its own user
  root.directory("/docker-entrypoint-initdb.d");
  root.file("/usr/local/bin/docker-entrypoint.sh", own("postgres", "docker-entrypoint.sh"), 0o755);
}

/** The official image has it by postgresql-common. */
async function perl(root: RootFolder): Promise<void> {
  await root.programs({ "/usr/bin/perl": "/usr/bin/perl" });
  const { stdout: libraries } = await runOrFail("perl", ["-MConfig", "-e", "print $Config{archlib}"]);
  root.copy(libraries);
  root.copy(path.join(libraries, "../../perl-base"));
}

export const postgres: ImageDefinition = {
  layers: [serverLayer],
  config: {
    Entrypoint: ["docker-entrypoint.sh"],
    Cmd: ["postgres"],
    Env: [`PATH=/usr/local/bin:${server}/bin:/usr/bin:/bin`, "LANG=C.UTF-8", `PGDATA=${data}`],
    StopSignal: "SIGINT", // a fast shutdown; SIGTERM would wait until every client has gone
    ExposedPorts: { "5432/tcp": {} },
    Volumes: { [data]: {} },
  },
  programs: [path.join(server, "bin/postgres"), "/usr/bin/busybox", "/usr/bin/perl"],
};

/** What Supabase's image adds, as far as it matters here: its superuser, roles, schemas and rules of access. */
export const supabasePostgres: ImageDefinition = {
  ...postgres,
  layers: [
    serverLayer,
    (root) => {
      for (const name of ["pg_hba.conf", "pg_ident.conf"]) {
        root.file(`/etc/postgresql/${name}`, own("supabase-postgres", name));
      }
      root.file("/docker-entrypoint-initdb.d/supabase.sql", own("supabase-postgres", "supabase.sql"));
      return Promise.resolve();
    },
  ],
  config: {
    ...postgres.config,
    Cmd: ["hba_file", "ident_file"].reduce<string[]>(
      (command, setting) => [...command, "-c", `${setting}=/etc/postgresql/pg_${setting.replace("_file", "")}.conf`],
      ["postgres"],
    ),
    Env: [...postgres.config.Env, "POSTGRES_USER=supabase_admin", "POSTGRES_DB=postgres"],
  },
};
