import { type Breakable, type Case, describeRule, set } from "../../testing";
import { dockerVolumeBackedUp } from "./docker-volume-backed-up";

interface Mount {
  readonly volumeName: string;
}
interface Label {
  readonly label: string;
  value: string;
}

const missing = (volume: string) => `Volume "${volume}" is in no recovery point, and nobody says why`;
const labelIn = ({ props }: Breakable, label: string) =>
  (props["labels"] as Label[]).find((one) => one.label === label) ?? ({ label, value: "" } satisfies Label);

const makes = "alfred-storage.makes";
const all = [
  "redis-data",
  "vector-db-data",
  "llm-service-data",
  "db-postgres-data",
  "db-storage-data",
  "monitoring-metrics-data",
  "monitoring-dashboard-data",
  "alfred-backups",
];

/** Buckets have a rule of their own. */
function withoutBuckets(resources: Breakable[]): void {
  for (const one of resources) if (one.type === "storagedb:index:Bucket") one.type = "storagedb:index:Other";
}

/** The scheduler without a volume. */
const without = (volume: string, says: Case["says"]): Case => ({
  name: `no ${volume} in it`,
  stack: "dev",
  change: (find) => {
    const scheduler = find("Container", "db-backup");
    const mounts = (scheduler.props["volumes"] as Mount[]).filter(({ volumeName }) => volumeName !== volume);
    set(scheduler, "volumes", mounts);
  },
  says,
});

describeRule(dockerVolumeBackedUp, [
  without("redis-data", missing("redis-data")),
  without("db-storage-data", missing("db-storage-data")),
  without("llm-service-data", []),
  {
    name: "a reason that says nothing",
    stack: "dev",
    change: (find) => {
      labelIn(find("Container", "db-backup"), "alfred-storage.not-backed-up.llm").value = "";
    },
    says: missing("llm-service-data"),
  },
  {
    name: "a volume that is called otherwise",
    stack: "dev",
    change: (find) => {
      set(find("Volume", "redis-data"), "name", "redis-data-2");
    },
    says: missing("redis-data"),
  },
  {
    name: "a volume of which the name is not given, beside a mount that is no volume's",
    stack: "dev",
    change: (find) => {
      const scheduler = find("Container", "db-backup");
      set(scheduler, "volumes", [
        ...(scheduler.props["volumes"] as object[]),
        { hostPath: "/srv", containerPath: "/srv" },
      ]);
      set(find("Volume", "redis-data"), "name", undefined);
    },
    says: missing("redis-data"),
  },
  {
    name: "a container that makes something else",
    stack: "dev",
    change: (find, resources) => {
      withoutBuckets(resources);
      labelIn(find("Container", "db-backup"), makes).value = "reports";
    },
    says: all.map(missing),
  },
  {
    name: "a volume that says that it makes recovery points",
    stack: "dev",
    change: (find, resources) => {
      withoutBuckets(resources);
      labelIn(find("Container", "db-backup"), makes).value = "reports";
      (find("Volume", "redis-data").props["labels"] as Label[]).push({ label: makes, value: "recovery-points" });
    },
    says: all.map(missing),
  },
]);
