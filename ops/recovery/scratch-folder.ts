import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { mkdir, readdir, rm } from "node:fs/promises";
import { connect, createServer, type Server } from "node:net";
import path from "node:path";
import { codeOf } from "../../cluster/failure";

/** What a folder is for. Its name begins with it. */
const purposes = ["drill", "drill-objects", "restore", "unused"] as const;
type Purpose = (typeof purposes)[number];

const named = new RegExp(`^(${purposes.join("|")})-[^.]*$`);

/** Beside a folder: the socket that its owner listens on, for as long as it lives. */
const signOf = (folder: string): string => `${folder}.alive`;

/**
 * Does a work with a folder of its own, which is gone afterwards. Those that killed processes left go first, or on a volume
 * that stays they would fill it in time: a drill's is as large as the database.
 *
 * Who lives is told by a socket beside the folder, which the system closes with its process: the others may be in another
 * container with process ids of its own.
 */
export async function withScratchFolder<T>(
  scratch: string,
  purpose: Purpose,
  work: (folder: string) => Promise<T>,
): Promise<T> {
  await removeLeftovers(scratch);
  const folder = path.join(scratch, `${purpose}-${randomBytes(4).toString("hex")}`);
  const sign = await listen(signOf(folder)); // before there is a folder that somebody else could take for a leftover
  try {
    await mkdir(folder, { mode: 0o700 });
    return await work(folder);
  } finally {
    sign.close(); // first, so that what cannot be removed now is a leftover for the next one
    await rm(folder, { recursive: true, force: true, maxRetries: 5 });
  }
}

/** Removes the folders whose owners are dead. */
export async function removeLeftovers(scratch: string): Promise<void> {
  const folders = (await readdir(scratch)).filter((name) => named.test(name)).map((name) => path.join(scratch, name));
  for (const folder of folders) {
    if (await isAlive(signOf(folder))) continue;
    await rm(folder, { recursive: true, force: true, maxRetries: 5 });
    await rm(signOf(folder), { force: true });
  }
}

async function listen(place: string): Promise<Server> {
  const server = createServer((socket) => socket.destroy()).listen(place);
  await once(server, "listening");
  return server.unref();
}

async function isAlive(place: string): Promise<boolean> {
  const socket = connect(place);
  try {
    await once(socket, "connect");
    return true;
  } catch (error) {
    return !["ENOENT", "ECONNREFUSED"].includes(codeOf(error) ?? ""); // who cannot be asked may live
  } finally {
    socket.destroy();
  }
}
