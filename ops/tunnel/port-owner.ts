import { readdirSync, readFileSync, readlinkSync } from "node:fs";
import path from "node:path";

/**
 * Which process listens on a TCP port of this machine, as "node (process 123)". Only Linux tells, and only of the user's
 * own processes. Not its arguments, in which there may be something secret.
 */
export function ownerOf(port: number): string | undefined {
  try {
    const inodes = ["tcp", "tcp6"].flatMap((table) => listening(`/proc/net/${table}`, port));
    if (inodes.length === 0) return undefined;
    const links = new Set(inodes.map((inode) => `socket:[${inode}]`));
    const process = readdirSync("/proc").find((name) => /^\d+$/.test(name) && holds(name, links));
    return process === undefined
      ? undefined
      : `${path.basename(readlinkSync(`/proc/${process}/exe`))} (process ${process})`;
  } catch {
    return undefined;
  }
}

/** The inodes of the sockets that listen on the port. */
function listening(table: string, port: number): string[] {
  const hexadecimal = port.toString(16).toUpperCase().padStart(4, "0");
  return readFileSync(table, "utf8")
    .split("\n")
    .map((line) => line.trim().split(/\s+/))
    .filter(([, local, , state]) => local?.endsWith(`:${hexadecimal}`) === true && state === "0A")
    .map((fields) => fields[9] ?? "");
}

function holds(process: string, links: ReadonlySet<string>): boolean {
  try {
    const folder = `/proc/${process}/fd`;
    return readdirSync(folder).some((file) => links.has(link(`${folder}/${file}`)));
  } catch {
    return false; // somebody else's
  }
}

function link(file: string): string {
  try {
    return readlinkSync(file);
  } catch {
    return ""; // closed in the meantime
  }
}
