import { spawn, spawnSync, type ChildProcess } from "node:child_process";
import { createSocket, type Socket } from "node:dgram";
import { closeSync, mkdtempSync, openSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { get } from "node:http";
import { tmpdir } from "node:os";
import path from "node:path";

import { onEnd } from "./cleanup";
import { claimNetwork, type DockerNetwork } from "./docker-network";
import { pause, pauseNow } from "./machine";

/** A Docker Engine of our own, with everything that it keeps in one folder. */
export interface Daemon {
  readonly folder: string;
  readonly socket: string;
  /** The version of its API, such as `1.41`. */
  readonly apiVersion: string;
  /** Ends it with all its containers and removes its folder. A second call does nothing. */
  stop(): void;
}

/** @throws where it does not start, with the end of its log. */
export async function startDaemon(): Promise<Daemon> {
  const folder = mkdtempSync(path.join(tmpdir(), "alfred-docker-"));
  const undo: (() => void)[] = [
    () => {
      remove(folder);
    },
  ];
  const stop = () => {
    forget();
    for (let step = undo.pop(); step !== undefined; step = undo.pop()) step();
  };
  const forget = onEnd(stop);
  try {
    const network = claimNetwork();
    undo.push(() => {
      network.release();
    });
    const names = denyNames(network.gateway);
    undo.push(() => names.close());
    const child = launch(folder, network);
    undo.push(() => {
      end(folder, child);
    });
    const socket = path.join(folder, "docker.sock");
    return { folder, socket, apiVersion: await ready(folder, socket, child), stop };
  } catch (error) {
    stop();
    throw error;
  }
}

/**
 * Answers every question for a name with "there is none". The engine asks for what none of its containers is called, and
 * with the real name servers out of reach each such question would end only after seconds.
 */
function denyNames(address: string): Socket {
  const socket = createSocket("udp4");
  socket.on("error", () => undefined); // then questions take seconds
  socket.on("message", (question, { port, address: from }) => {
    if (question.length < 12) return;
    question.writeUInt16BE(0x8183, 2); // the flags: an answer, recursion desired and available, no such name
    socket.send(question, port, from);
  });
  socket.bind(53, address);
  return socket.unref();
}

function launch(folder: string, { bridge, gateway, pool }: DockerNetwork): ChildProcess {
  const inside = (name: string) => path.join(folder, name);
  writeFileSync(inside("daemon.json"), "{}"); // in place of the one in /etc, which is for the machine's own engine
  const log = openSync(inside("log"), "w");
  const child = spawn(
    "dockerd",
    [
      ...["--config-file", inside("daemon.json"), "--host", `unix://${inside("docker.sock")}`],
      ...["--data-root", inside("data"), "--exec-root", inside("exec"), "--pidfile", inside("pid")],
      ...["--bridge", bridge, "--default-address-pool", `base=${pool},size=24`],
      ...["--dns", gateway],
      ...["--iptables=false", "--ip-forward=false", "--ip-masq=false"],
      ...["--log-level", "warn", "--shutdown-timeout", "5"],
    ],
    // Detached: an interruption from the keyboard goes to this process, which ends the engine in good order.
    { stdio: ["ignore", log, log], detached: true },
  );
  closeSync(log);
  return child;
}

/** Waits, up to a minute, until the engine answers. Gives its API's version. */
async function ready(folder: string, socket: string, child: ChildProcess): Promise<string> {
  let failure: string | undefined;
  child.on("error", (error) => (failure = error.message));
  child.on("exit", (code) => (failure = `exit status ${code ?? "unknown"}`));
  for (let tries = 0; tries < 600 && failure === undefined; tries++) {
    const version = await ask(socket);
    if (version !== undefined) return version;
    await pause(100);
  }
  const log = readFileSync(path.join(folder, "log"), "utf8").trim().split("\n").slice(-20).join("\n");
  throw new Error(`the Docker Engine did not start: ${failure ?? "no answer in a minute"}\n${log}`);
}

/** The engine answers a ping with its API's version in a header. */
function ask(socketPath: string): Promise<string | undefined> {
  return new Promise((resolve) => {
    const request = get({ socketPath, path: "/_ping", timeout: 2000 }, (response) => {
      const version = response.headers["api-version"];
      response.resume();
      resolve(response.statusCode === 200 && typeof version === "string" ? version : undefined);
    });
    request.on("timeout", () => request.destroy());
    request.on("error", () => {
      resolve(undefined);
    });
  });
}

/**
 * Without waiting for events, since it also runs where this process is about to end. Containers are killed first, which
 * spares the engine the wait for those that do not end by themselves.
 */
function end(folder: string, child: ChildProcess): void {
  const env = { ...process.env, DOCKER_HOST: `unix://${path.join(folder, "docker.sock")}` };
  const list = spawnSync("docker", ["ps", "--all", "--quiet"], { encoding: "utf8", env, timeout: 10_000 });
  const containers = list.status === 0 ? list.stdout.split(/\s+/).filter((id) => id !== "") : [];
  if (containers.length > 0) {
    spawnSync("docker", ["rm", "--force", "--volumes", ...containers], { env, timeout: 30_000 });
  }
  child.kill("SIGTERM");
  for (let waited = 0; waited < 20_000 && !ended(child.pid); waited += 50) pauseNow(50);
  if (ended(child.pid)) return;
  child.kill("SIGKILL");
  killContainerd(path.join(folder, "exec/containerd/containerd.pid"));
}

/** A child that has ended stays a zombie as long as this process does not come to its events. */
function ended(pid: number | undefined): boolean {
  try {
    const stat = readFileSync(`/proc/${pid ?? "none"}/stat`, "utf8");
    return stat.slice(stat.lastIndexOf(")") + 2).startsWith("Z");
  } catch {
    return true;
  }
}

/** What the engine started itself, where it could not end it. */
function killContainerd(pidFile: string): void {
  try {
    process.kill(Number(readFileSync(pidFile, "utf8")), "SIGKILL");
  } catch {
    // It has ended, or never started.
  }
}

/** Mounts that a killed engine left behind would keep their folders, newest first because they lie in each other. */
function remove(folder: string): void {
  const mounts = readFileSync("/proc/mounts", "utf8").split("\n");
  const ours = mounts.map((line) => line.split(" ")[1] ?? "").filter((place) => place.startsWith(`${folder}/`));
  for (const place of ours.reverse()) spawnSync("umount", ["--lazy", place]);
  rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
}
