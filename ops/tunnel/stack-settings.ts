import { Failure } from "../../cluster/failure";
import type { Settings } from "../../config";
import type { TunnelSettings } from "../../config/settings";
import { readStack } from "../stack";

/** The settings of a stack that has a tunnel. */
export async function tunnelSettings(
  stack: string,
  root?: string,
): Promise<Settings & { readonly tunnel: TunnelSettings }> {
  const { file, settings } = await readStack(stack, root);
  if (settings.platform !== "kubernetes") {
    throw new Failure(
      `${file} has alfred-storage:platform: ${settings.platform}; a tunnel is for stacks on kubernetes. Run the command ` +
        `without it.`,
    );
  }
  const { tunnel } = settings.database;
  if (tunnel === undefined) {
    throw new Failure(
      `${file} reaches its database directly. Run the command without a tunnel, or set alfred-storage:database.reach to ` +
        `tunnel.`,
    );
  }
  return { ...settings, tunnel };
}

/** Whether a stack has a tunnel at all. */
export async function hasTunnel(stack: string, root?: string): Promise<boolean> {
  const { settings } = await readStack(stack, root);
  return settings.database.tunnel !== undefined;
}
