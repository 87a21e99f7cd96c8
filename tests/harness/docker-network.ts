import { spawnSync } from "node:child_process";

/** What keeps an engine's networks apart from everything else on this machine. */
export interface DockerNetwork {
  /** The engine's default bridge. */
  readonly bridge: string;
  /** This machine on that bridge. */
  readonly gateway: string;
  /** Where the engine takes the subnets of further networks from. */
  readonly pool: string;
  /** Removes the bridge, those of networks that the engine left behind, and the packet filter's rules. */
  release(): void;
}

/**
 * Takes a block of private addresses that nobody uses here, with a bridge in it. The engine is to leave the packet
 * filter alone (`--iptables=false`): at its start it would remove the rules of another engine on the machine. So what
 * containers need of it is said here, in two rules of their own.
 * @throws where the machine has no block left, or forbids it.
 */
export function claimNetwork(): DockerNetwork {
  const used = tool("ip", ["-4", "route", "show", "table", "all"]);
  for (let second = 200; second < 255; second++) {
    const prefix = `10.${second}.`;
    if (used.includes(prefix)) continue;
    const bridge = `alfred${second}`;
    // Two processes may want the same block at the same moment: only one can make the bridge of that name.
    if (spawnSync("ip", ["link", "add", "name", bridge, "type", "bridge"]).status !== 0) continue;
    const pool = `${prefix}0.0/16`;
    const gateway = `${prefix}255.1`;
    const release = () => {
      allow(pool, "-D");
      for (const name of bridgesIn(pool)) spawnSync("ip", ["link", "delete", name]);
      spawnSync("ip", ["link", "delete", bridge]); // where it never got its address
    };
    try {
      tool("ip", ["address", "add", `${gateway}/24`, "dev", bridge]);
      tool("ip", ["link", "set", bridge, "up"]);
      allow(pool, "-I");
    } catch (error) {
      release();
      throw error;
    }
    return { bridge, gateway, pool, release };
  }
  throw new Error("every block from 10.200.0.0/16 to 10.254.0.0/16 is in use on this machine");
}

/**
 * Another engine, or this machine's own rules, may forbid what is forwarded; where bridges pass the packet filter, that
 * includes containers of one network. Between networks nothing is to pass, as with an engine that makes its own rules.
 */
function allow(pool: string, action: "-I" | "-D"): void {
  const within = ["-s", pool, "-d", pool];
  // -I puts each before all others.
  const rules = [
    [...within, "-j", "DROP"],
    [...within, "-m", "physdev", "--physdev-is-bridged", "-j", "ACCEPT"],
  ];
  for (const rule of rules) spawnSync("iptables", ["-w", action, "FORWARD", ...rule]);
}

/** The engine does not remove the bridges of networks when it ends. */
function bridgesIn(pool: string): string[] {
  const lines = tool("ip", ["-o", "-4", "address", "show", "to", pool]).split("\n");
  return lines.map((line) => line.split(/\s+/)[1] ?? "").filter((name) => name !== "");
}

function tool(command: string, args: readonly string[]): string {
  const { status, stdout, stderr, error } = spawnSync(command, args, { encoding: "utf8" });
  if (status === 0) return stdout;
  throw new Error(`${command} ${args.join(" ")} failed: ${error?.message ?? stderr.trim()}`);
}
