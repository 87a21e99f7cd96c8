import { containerType, environmentOf, imageType } from "../../docker";
import type { Resource, StackRule } from "../../rule";
import { at, listAt } from "../../values";

type Environment = Readonly<Record<string, string>>;

/** Where programs keep data, by the last part of their image's name; undefined where they keep it elsewhere. */
const places: Readonly<Record<string, (environment: Environment) => string | undefined>> = {
  postgres: ({ PGDATA = "/var/lib/postgresql/data" }) => PGDATA,
  "storage-api": ({ STORAGE_BACKEND, STORAGE_FILE_BACKEND_PATH, FILE_STORAGE_BACKEND_PATH }) =>
    STORAGE_BACKEND === "s3"
      ? undefined
      : (STORAGE_FILE_BACKEND_PATH ?? FILE_STORAGE_BACKEND_PATH ?? "/var/lib/storage"),
  redis: () => "/data",
  qdrant: () => "/qdrant/storage",
  grafana: () => "/var/lib/grafana",
  prometheus: () => "/prometheus",
};

export const dockerDataOnVolume: StackRule = {
  name: "docker-data-on-volume",
  threat: "data-lost",
  level: "mandatory",
  description:
    "Where a database or a storage service keeps its data is on a named volume, so that it outlives the container.",
  remedy: "Mount a volume with a name of its own there.",
  checkStack: (resources, report) => {
    for (const container of resources.filter(({ type }) => type === containerType)) {
      const place = places[programOf(container, resources)]?.(Object.fromEntries(environmentOf(container)));
      if (place === undefined) continue;
      const kept = keptIn(container).some((path) => place === path || place.startsWith(`${path}/`));
      if (!kept) report(`keeps its data in ${place}, which is gone with the container`, container);
    }
  },
};

/**
 * The name of the program, out of its image, which a preview knows only where it is pulled. One that the program builds
 * itself is none of those that keep data.
 */
function programOf(container: Resource, resources: readonly Resource[]): string {
  const pulled = resources.find(({ type, urn }) => type === imageType && container.dependsOn.includes(urn));
  const image = pulled === undefined ? container.props["image"] : pulled.props["name"];
  return typeof image === "string" ? image.replace(/^.*\//, "").replace(/[:@].*$/, "") : "";
}

/** The folders of a container that outlive it. */
const keptIn = ({ props }: Resource): readonly string[] => [
  ...listAt(props, "volumes")
    .filter((volume) => at(volume, "volumeName") !== undefined || at(volume, "hostPath") !== undefined)
    .map((volume) => String(at(volume, "containerPath"))),
  ...listAt(props, "mounts")
    .filter((mount) => at(mount, "type") !== "tmpfs" && at(mount, "source") !== undefined)
    .map((mount) => String(at(mount, "target"))),
];
