import { readFileSync } from "node:fs";
import path from "node:path";
import { checkStackFile, formatIssues, type Settings } from "../../config";
import type { TunnelSettings } from "../../config/settings";
import { Failure } from "../../cluster/failure";

/** The settings of a stack that has a tunnel. */
export async function tunnelSettings(
  stack: string,
  root: string,
): Promise<Settings & { readonly tunnel: TunnelSettings }> {
  const file = `Pulumi.${stack}.yaml`;
  let text;
  try {
    text = readFileSync(path.join(root, file), "utf8");
  } catch {
    throw new Failure(`There is no stack file ${file}.`);
  }
  const { settings, issues } = await checkStackFile(text, file);
  if (settings === undefined) throw new Failure(formatIssues(issues));
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
