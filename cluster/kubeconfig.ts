import type { KubeConfig } from "@kubernetes/client-node";
import { codeOf, Failure, messageOf } from "./failure";

/** As kubectl finds it: KUBECONFIG, else ~/.kube/config, else the account of the pod that this runs in. */
export async function loadKubeConfig(context: string | undefined): Promise<KubeConfig> {
  const { KubeConfig } = await import("@kubernetes/client-node");
  const config = new KubeConfig();
  const { KUBECONFIG = "" } = process.env;
  const place = KUBECONFIG === "" ? "~/.kube/config" : `${KUBECONFIG} (environment variable KUBECONFIG)`;
  try {
    config.loadFromDefault();
  } catch (error) {
    const why = codeOf(error) === "ENOENT" ? "does not exist" : `cannot be read: ${messageOf(error)}`;
    throw new Failure(`The kubeconfig ${place} ${why}.`, { cause: error });
  }
  // What the library takes where it finds nothing at all.
  if (config.getCurrentContext() === "loaded-context") {
    throw new Failure(
      "There is no kubeconfig: neither ~/.kube/config nor the environment variable KUBECONFIG names one. Get one from " +
        "your cluster's provider, such as with aws eks update-kubeconfig.",
    );
  }
  const names = config.getContexts().map(({ name }) => name);
  const list = names.length === 0 ? "none" : names.join(", ");
  if (context !== undefined) {
    if (!names.includes(context)) {
      throw new Failure(
        `The kubeconfig has no context "${context}", which kubernetes.context in the stack file names. It has: ${list}.`,
      );
    }
    config.setCurrentContext(context);
  }
  const current = config.getCurrentContext();
  if (!current || !names.includes(current)) {
    throw new Failure(
      `The kubeconfig names no current context. Set kubernetes.context in the stack file to one of: ${list}.`,
    );
  }
  if (config.getCurrentCluster() === null) {
    throw new Failure(`The kubeconfig's context "${current}" names a cluster that is not in it.`);
  }
  return config;
}
