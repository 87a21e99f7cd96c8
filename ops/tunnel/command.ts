import { Failure, messageOf } from "../../cluster/failure";
import { loadKubeConfig } from "../../cluster/kubeconfig";
import { understood } from "../arguments";
import { onInterruption } from "../interruption";
import { podLabels } from "../stack";
import { StatusLine } from "../status-line";
import { openTunnel, type Tunnel } from "./open-tunnel";
import { help, type Options, readOptions } from "./options";
import { NotRun, runCommand } from "./run-command";
import { hasTunnel, tunnelSettings } from "./stack-settings";
import type { Times } from "./way";

interface Surroundings {
  readonly root?: string;
  readonly times?: Times;
}

/** `ops tunnel` */
export async function tunnel(args: readonly string[], surroundings: Surroundings = {}): Promise<number> {
  const options = understood(help, () => readOptions(args));
  if (typeof options === "number") return options;
  const stop = new AbortController();
  const off = onInterruption(() => {
    stop.abort();
  });
  try {
    return await throughTunnel(options, surroundings, stop.signal, off);
  } catch (error) {
    if (stop.signal.aborted) {
      console.error("Interrupted. The tunnel is closed.");
      return 130;
    }
    console.error(error instanceof Failure ? error.message : `The tunnel failed: ${messageOf(error)}.`);
    return error instanceof NotRun ? error.status : 1;
  }
}

/** @param off takes the handlers of {@link signal} away, since the command gets the signals then */
async function throughTunnel(
  { stack, deadline, pullSecrets, command, ifNeeded }: Options,
  { root, times }: Surroundings,
  signal: AbortSignal,
  off: () => void,
): Promise<number> {
  if (ifNeeded && !(await hasTunnel(stack, root))) {
    off();
    return runCommand(command);
  }
  const settings = await tunnelSettings(stack, root);
  const config = await loadKubeConfig(settings.kubernetes.context);
  const line = new StatusLine(process.stderr);
  const say = (text: string) => {
    line.end();
    console.error(text);
  };
  let starting = true;
  const progress = (text: string) => {
    if (starting) line.show(`Tunnel: ${text} …`); // later the terminal is the command's
  };
  const opened = await openTunnel(config, {
    tunnel: settings.tunnel,
    relay: {
      image: settings.images.storage,
      labels: podLabels({ name: stack, settings }),
      pullSecrets,
      deadline,
    },
    listener: { say, progress },
    signal,
    ...(times === undefined ? {} : { times }),
  }).finally(() => {
    starting = false;
    line.end();
  });
  try {
    const where = `127.0.0.1:${opened.port} leads to ${opened.end}`;
    if (command.length === 0) return await stayOpen(opened, `${where}.`, settings.database, signal);
    say(`Tunnel: ${where}.`);
    off();
    return await runCommand(command);
  } finally {
    onInterruption(() => undefined); // what ended the command may come twice, and the pod has still to be deleted
    await opened.close();
  }
}

async function stayOpen(
  { port }: Tunnel,
  where: string,
  { administrator, name }: { readonly administrator: string; readonly name: string },
  signal: AbortSignal,
): Promise<number> {
  console.log(`${where}\nConnect with: psql "host=127.0.0.1 port=${port} user=${administrator} dbname=${name}"`);
  console.log("Ctrl+C closes it.");
  if (!signal.aborted) {
    await new Promise((done) => {
      signal.addEventListener("abort", done, { once: true });
    });
  }
  return 0;
}
