import { volumeType } from "../../docker";
import { dockerLabelOf, isBackupContainer } from "../../recovery-points";
import type { Resource, StackRule } from "../../rule";
import { listAt, textAt } from "../../values";

const holds = "alfred-storage.holds";
const notBackedUp = "alfred-storage.not-backed-up.";

export const dockerVolumeBackedUp: StackRule = {
  name: "docker-volume-backed-up",
  threat: "data-lost",
  level: "advisory",
  description: "What makes recovery points reads each data volume, or its labels say why not.",
  remedy: "Write alfred-storage:backup, with a method for the volume, or with none and the reason.",
  checkStack: (resources, report) => {
    const makers = resources.filter(isBackupContainer);
    for (const volume of resources.filter(({ type }) => type === volumeType)) {
      if (!makers.some((maker) => covers(maker, volume)))
        report("is in no recovery point, and nobody says why", volume);
    }
  },
};

/** Whether it has the volume, its own included, or a reason to leave it out. PostgreSQL's is dumped. */
function covers(maker: Resource, volume: Resource): boolean {
  const [name, content] = [textAt(volume.props, "name"), dockerLabelOf(volume, holds) ?? ""];
  if (name !== undefined && mountedIn(maker).includes(name)) return true;
  return content === "database" || (dockerLabelOf(maker, notBackedUp + content) ?? "") !== "";
}

const mountedIn = ({ props }: Resource): readonly unknown[] =>
  listAt(props, "volumes").map((volume) => textAt(volume, "volumeName"));
