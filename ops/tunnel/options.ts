import { parseArgs } from "node:util";

export const help = `Opens a port on 127.0.0.1 that leads to the stack's database through the cluster, runs a command, and closes.
For stacks with database.reach: tunnel.

  npm run ops -- tunnel --stack prod -- pulumi up --stack prod
  npm run ops -- tunnel --stack prod

--stack        the stack, by the name of its file Pulumi.<stack>.yaml
--for          how long a relay pod may live at most, such as 30m or 8h (default: 4h)
--pull-secret  a Secret of the namespace with the password of the image's registry; may be repeated
--if-needed    runs the command as it is where the stack reaches its database directly
--help         prints this

Without a command it stays open until Ctrl+C. The port is database.tunnel.port. The cluster is the kubeconfig's, in the
context that kubernetes.context names, else the current one.

Exit status: that of the command; 1 where the tunnel failed, with the reason last; 2 for a wrong option; 127 where there
is no such command; 130 when interrupted before the command began.`;

export interface Options {
  readonly stack: string;
  /** How long a relay pod may live, in seconds. */
  readonly deadline: number;
  readonly pullSecrets: readonly string[];
  /** The command and its arguments; empty for none. */
  readonly command: readonly string[];
  /** Whether a stack without a tunnel is fine, too. */
  readonly ifNeeded: boolean;
}

/** Undefined where only help is wanted. */
export function readOptions(args: readonly string[]): Options | undefined {
  const end = args.indexOf("--");
  const own = end === -1 ? args : args.slice(0, end);
  const command = end === -1 ? [] : args.slice(end + 1);
  const known = {
    stack: { type: "string" },
    for: { type: "string", default: "4h" },
    "pull-secret": { type: "string", multiple: true, default: [] as string[] },
    "if-needed": { type: "boolean", default: false },
    help: { type: "boolean", default: false },
  } as const;
  const { values, positionals } = parseArgs({ args: [...own], options: known, allowPositionals: true });
  if (values.help) return undefined;
  if (positionals.length > 0) {
    throw new Error(`Put -- before the command: -- ${positionals.join(" ")}`);
  }
  if (values.stack === undefined) throw new Error("Which stack? Name it with --stack.");
  if (end !== -1 && command.length === 0) throw new Error("There is no command after --.");
  const ifNeeded = values["if-needed"];
  if (ifNeeded && end === -1) throw new Error("--if-needed is for a command: put it after --.");
  const deadline = seconds(values.for);
  return { stack: values.stack, deadline, pullSecrets: values["pull-secret"], command, ifNeeded };
}

function seconds(text: string): number {
  const [, number, unit] = /^([1-9]\d{0,3})([mh])$/.exec(text) ?? [];
  const minutes = Number(number) * (unit === "h" ? 60 : 1);
  if (!(minutes >= 5 && minutes <= 24 * 60)) throw new Error(`--for is a time from 5m to 24h, not ${text}.`);
  return minutes * 60;
}
