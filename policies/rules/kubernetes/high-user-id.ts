import { containersOf, eachContainer, podOf, securityAt } from "../../kubernetes";
import type { Resource, ResourceRule } from "../../rule";
import { at, listAt } from "../../values";

const ids = [
  ["runAsUser", "user"],
  ["runAsGroup", "group"],
] as const;

/** A job that only reads what another program wrote has to be that one's user, whatever number it has. */
function readsOnly(resource: Resource): boolean {
  const claims = listAt(podOf(resource), "spec.volumes").filter(
    (one) => at(one, "persistentVolumeClaim") !== undefined,
  );
  const names = claims.map((one) => at(one, "name"));
  const mounts = containersOf(resource)
    .flatMap(({ spec }) => listAt(spec, "volumeMounts"))
    .filter((mount) => names.includes(at(mount, "name")));
  return mounts.length > 0 && mounts.every((mount) => at(mount, "readOnly") === true);
}

export const highUserId: ResourceRule = {
  name: "high-user-id",
  threat: "privilege-gained",
  level: "advisory",
  description:
    "Containers run as a user and a group whose numbers nobody on the node has, unless all that they do with a claim is to read it.",
  remedy: "Set runAsUser and runAsGroup in the security context of the pod.",
  parameters: { smallest: { type: "number", default: 10_000, description: "The smallest number that is allowed." } },
  ...eachContainer((container, report, resource, { smallest }) => {
    if (readsOnly(resource)) return;
    for (const [field, kind] of ids) {
      const id = securityAt(resource, container, field);
      if (typeof id !== "number" || id < Number(smallest))
        report(`does not run its ${container.name} as a ${kind} of ${String(smallest)} or more`);
    }
  }),
};
