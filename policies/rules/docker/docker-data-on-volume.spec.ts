import { type Case, describeRule, set } from "../../testing";
import { dockerDataOnVolume } from "./docker-data-on-volume";

const lost = (place: string) => `Container "db-storage" keeps its data in ${place}, which is gone with the container`;

const storage = (name: string, path: string, value: unknown, says: Case["says"]): Case => ({
  name,
  stack: "dev",
  change: (find) => {
    set(find("Container", "db-storage"), path, value);
  },
  says,
});

/** Has the API be another program, that has no volume. */
const program = (image: string, place: string): Case => ({
  name: `${image} without a volume`,
  stack: "dev",
  change: (find) => {
    set(find("RemoteImage", "db-api-image"), "name", `${image}:1.0.0`);
  },
  says: `Container "db-api" keeps its data in ${place}, which is gone with the container`,
});

const mount = { target: "/var/lib/storage", source: "db-storage-data", type: "volume" };

/** Puts a mount where the volume was. */
const mounted = (name: string, given: object, says: Case["says"]): Case => ({
  name,
  stack: "dev",
  change: (find) => {
    const container = find("Container", "db-storage");
    container.props = { ...container.props, volumes: [], mounts: [given] };
  },
  says,
});

describeRule(dockerDataOnVolume, [
  storage("no volume", "volumes", [], lost("/var/lib/storage")),
  storage("a volume without a name", "volumes.0.volumeName", undefined, lost("/var/lib/storage")),
  storage("a volume elsewhere", "volumes.0.containerPath", "/var/lib/storage-2", lost("/var/lib/storage")),
  storage("a volume around the folder", "volumes.0.containerPath", "/var/lib", []),
  storage("a folder of the machine", "volumes.0", { containerPath: "/var/lib/storage", hostPath: "/srv" }, []),
  storage("the data elsewhere", "envs.6", "STORAGE_FILE_BACKEND_PATH=/data", lost("/data")),
  storage("the data elsewhere, by its old name", "envs.6", "FILE_STORAGE_BACKEND_PATH=/data", lost("/data")),
  mounted("a mount of a volume", mount, []),
  mounted("a mount of memory", { ...mount, type: "tmpfs" }, lost("/var/lib/storage")),
  mounted("a mount of nothing", { ...mount, source: undefined }, lost("/var/lib/storage")),
  mounted("a mount elsewhere", { ...mount, target: "/mnt" }, lost("/var/lib/storage")),
  {
    name: "no volume where the objects are in S3",
    stack: "dev",
    change: (find) => {
      const container = find("Container", "db-storage");
      container.props = { ...container.props, volumes: [], envs: ["STORAGE_BACKEND=s3"] };
    },
    says: [],
  },
  {
    name: "no volume and no word on where the data is",
    stack: "dev",
    change: (find) => {
      const container = find("Container", "db-storage");
      container.props = { ...container.props, volumes: [], envs: [] };
    },
    says: lost("/var/lib/storage"),
  },
  {
    name: "a container of a database without a volume that pulls no image",
    stack: "dev",
    change: (find) => {
      const container = find("Container", "db-api");
      container.dependsOn = [];
      set(container, "image", "registry.example.com:5000/library/postgres:17.6");
    },
    says: 'Container "db-api" keeps its data in /var/lib/postgresql/data, which is gone with the container',
  },
  {
    name: "the database's data elsewhere",
    stack: "dev",
    change: (find) => {
      set(find("Container", "db-postgres"), "envs.3", "PGDATA=/tmp/data");
    },
    says: 'Container "db-postgres" keeps its data in /tmp/data, which is gone with the container',
  },
  program("redis", "/data"),
  program("qdrant/qdrant", "/qdrant/storage"),
  program("grafana/grafana", "/var/lib/grafana"),
  program("prom/prometheus", "/prometheus"),
]);
