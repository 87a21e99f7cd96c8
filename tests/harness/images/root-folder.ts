import { chmodSync, copyFileSync, cpSync, existsSync, mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import path from "node:path";

import { runOrFail } from "../run";

/** The root file system of an image, or one layer of it, while it is put together from this machine's files. */
export class RootFolder {
  readonly #folder: string;

  constructor(folder: string) {
    this.#folder = folder;
    mkdirSync(folder, { recursive: true });
    chmodSync(folder, 0o755);
  }

  /** Where a file of the image lies while it is made. */
  at(file: string): string {
    return path.join(this.#folder, file);
  }

  directory(name: string, mode = 0o755): void {
    mkdirSync(this.at(name), { recursive: true });
    chmodSync(this.at(name), mode);
  }

  file(name: string, content: string, mode = 0o644): void {
    mkdirSync(path.dirname(this.at(name)), { recursive: true });
    writeFileSync(this.at(name), content);
    chmodSync(this.at(name), mode);
  }

  link(name: string, target: string): void {
    mkdirSync(path.dirname(this.at(name)), { recursive: true });
    symlinkSync(target, this.at(name));
  }

  /** Copies a file, or a folder with all in it; what a link points to instead of the link. */
  copy(source: string, name = source): void {
    mkdirSync(path.dirname(this.at(name)), { recursive: true });
    cpSync(source, this.at(name), { recursive: true, dereference: true });
  }

  /** Copies programs and libraries under their own paths or those given, and with them every library that they load. */
  async programs(files: Readonly<Record<string, string>>): Promise<void> {
    for (const [source, name] of Object.entries(files)) this.copy(source, name);
    const { stdout } = await runOrFail("ldd", Object.keys(files));
    for (const library of new Set(loaded(stdout))) {
      // Debian's /lib and /lib64 are links to those below /usr.
      const name = library.replace(/^\/lib/, "/usr/lib");
      if (existsSync(this.at(name))) continue;
      mkdirSync(path.dirname(this.at(name)), { recursive: true });
      copyFileSync(library, this.at(name));
      chmodSync(this.at(name), 0o755); // the loader is a program, too
    }
  }

  /** What every image needs below its own programs: the usual folders, users, a shell and small tools. */
  async base(users: Readonly<Record<string, number>>): Promise<void> {
    for (const name of ["bin", "sbin", "lib", "lib64"]) {
      this.directory(`/usr/${name}`);
      this.link(`/${name}`, `usr/${name}`);
    }
    for (const name of ["/etc", "/proc", "/sys", "/dev", "/run", "/var/lib"]) this.directory(name);
    this.directory("/tmp", 0o1777);
    this.directory("/root", 0o700);
    this.link("/var/run", "/run");
    const all = Object.entries({ root: 0, ...users });
    const home = (name: string) => (name === "root" ? "/root" : "/");
    this.file("/etc/passwd", all.map(([name, id]) => `${name}:x:${id}:${id}::${home(name)}:/bin/sh\n`).join(""));
    this.file("/etc/group", all.map(([name, id]) => `${name}:x:${id}:\n`).join(""));
    this.file("/etc/nsswitch.conf", "passwd: files\ngroup: files\nhosts: files dns\n");
    const busybox = "/usr/bin/busybox";
    this.copy(busybox);
    const { stdout } = await runOrFail(busybox, ["--list"]);
    for (const tool of stdout.trim().split("\n")) if (tool !== "busybox") this.link(`/usr/bin/${tool}`, busybox);
  }
}

/** The paths in what `ldd` prints: `libz.so.1 => /lib/…/libz.so.1 (0x…)` and `/lib64/ld-linux-x86-64.so.2 (0x…)`. */
function loaded(text: string): string[] {
  return [...text.matchAll(/(?:^\s*|=> )(\/\S+) \(0x/gm)].map(([, file = ""]) => file);
}
