import { type Rule, say, touches } from "../finding";
import { at, type State, textAt } from "../preview";
import { all, code } from "../words";

const nameIn = (name: string, state: State | undefined): string => code(textAt(state?.inputs, "metadata.name") ?? name);

export const namespace: Rule = ({ operation, old, new: wanted, name, paths }) => {
  const called = nameIn(name, wanted ?? old);
  if (operation === "create") return say("harmless", `The namespace ${called} is made, or taken if it is there.`);
  if (operation === "update") {
    const enforced = paths.some((path) => path.includes("pod-security.kubernetes.io/enforce"));
    return enforced
      ? say("security", `The Pod Security Standard that the namespace ${called} enforces changes.`)
      : say("harmless", `The namespace ${called} changes: ${all(paths)}.`);
  }
  if (old?.retainOnDelete === true)
    return say("harmless", `The namespace ${nameIn(name, old)} is forgotten here, and stays.`);
  return say(
    "data loss",
    `The namespace ${nameIn(name, old)} is **deleted with everything in it**, claims and their data too.`,
  );
};

/** Keys and passwords. Pods that read them are told of by their own workload. */
export const secret: Rule = ({ operation, name }) => {
  const called = code(name);
  if (operation === "create") return say("harmless", `The Secret ${called} is made.`);
  if (operation === "delete")
    return say("downtime", `The Secret ${called} is removed: pods that still name it do not start.`);
  return say(
    "security",
    `The Secret ${called} gets other keys or passwords. Pods that use it restart one by one, and the old one goes when they are done.`,
  );
};

export const serviceAccount: Rule = ({ operation, old, new: wanted, name, paths }) => {
  const called = nameIn(name, wanted ?? old);
  if (operation === "create") return say("harmless", `The service account ${called} is made.`);
  if (operation === "delete")
    return say("downtime", `The service account ${called} is removed: pods that use it do not start.`);
  const annotated = paths.some((path) => path.startsWith("metadata.annotations"));
  return [
    annotated
      ? {
          risk: "access widened",
          text: `The service account ${called} gets other annotations, by which a cloud gives it rights: ${all(paths)}.`,
        }
      : { risk: "harmless", text: `The service account ${called} changes: ${all(paths)}.` },
  ];
};

/** Rights in the cluster. */
export const clusterRights: Rule = ({ operation, type, old, new: wanted, name, paths }) => {
  const called = `${type.split(":").at(-1) ?? ""} ${nameIn(name, wanted ?? old)}`;
  if (operation === "delete") return say("harmless", `The ${called} is removed: what it gave is given no longer.`);
  return say(
    "access widened",
    `The ${called} ${operation === "create" ? "is made" : `changes (${all(paths)})`}: it gives rights in the cluster.`,
  );
};

export const ingress: Rule = ({ operation, old, new: wanted, name, paths }) => {
  const called = nameIn(name, wanted ?? old);
  const hosts = (state: State | undefined) =>
    ((at(state?.inputs, "spec.rules") ?? []) as unknown[]).map((rule) => textAt(rule, "host") ?? "every host name");
  if (operation === "delete")
    return say("downtime", `The Ingress ${called} is removed: ${all(hosts(old))} leads nowhere.`);
  const more = hosts(wanted).filter((host) => operation === "create" || !hosts(old).includes(host));
  if (more.length > 0)
    return say(
      "access widened",
      `The service is reached from outside of the cluster at ${all(more)} (Ingress ${called}).`,
    );
  return say(operation === "replace" ? "downtime" : "harmless", `The Ingress ${called} changes: ${all(paths)}.`);
};

export const service: Rule = (change) => {
  const { operation, old, new: wanted, name, paths } = change;
  const called = nameIn(name, wanted ?? old);
  const [before, after] = [old, wanted].map((state) => textAt(state?.inputs, "spec.type") ?? "ClusterIP");
  const outside = after === "LoadBalancer" || after === "NodePort";
  if (operation === "delete")
    return say("downtime", `The Service ${called} is removed: nobody reaches its pods by that name.`);
  if (outside && (operation === "create" || before !== after)) {
    return say("access widened", `The Service ${called} is reached from outside of the cluster (${code(after)}).`);
  }
  if (operation === "create") return say("harmless", `The Service ${called} is made.`);
  const reach = operation === "replace" || touches(change, "spec.selector", "spec.ports");
  return say(
    reach ? "downtime" : "harmless",
    `The Service ${called} ${operation === "replace" ? "is replaced" : `changes: ${all(paths)}`}.`,
  );
};

export const configMap: Rule = ({ operation, name }) =>
  say(
    "harmless",
    `The ConfigMap ${code(name)} is ${operation === "create" ? "made" : operation === "delete" ? "removed" : "changed"}.`,
  );

export const storageClass: Rule = ({ operation, old, new: wanted, name }) => {
  const policy = [old, wanted].map((state) => textAt(state?.inputs, "reclaimPolicy"));
  if (policy[0] === "Retain" && policy[1] !== undefined && policy[1] !== "Retain") {
    return say("data loss", `The storage class ${code(name)} deletes volumes with their claims, before it kept them.`);
  }
  return say(
    "harmless",
    `The storage class ${code(name)} is ${operation === "create" ? "made" : operation === "delete" ? "removed; volumes that it made stay" : "changed"}.`,
  );
};
