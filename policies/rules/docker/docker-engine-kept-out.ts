import { containerType } from "../../docker";
import type { ResourceRule } from "../../rule";
import { at, listAt } from "../../values";

const sockets = ["/var/run/docker.sock", "/run/docker.sock", "/run/containerd/containerd.sock"];

export const dockerEngineKeptOut: ResourceRule = {
  name: "docker-engine-kept-out",
  threat: "privilege-gained",
  level: "mandatory",
  description: "No container is given the socket of the Docker Engine, nor a folder that holds it.",
  remedy: "Leave the socket out: whoever can speak to it starts containers that own the machine.",
  types: [containerType],
  check: ({ props }, report) => {
    const given = [
      ...listAt(props, "volumes").map((volume) => at(volume, "hostPath")),
      ...listAt(props, "mounts").map((mount) => at(mount, "source")),
    ];
    for (const path of given) {
      if (typeof path !== "string" || !path.startsWith("/")) continue; // the name of a volume
      const folder = path.replace(/\/*$/, "");
      if (sockets.some((socket) => socket === folder || socket.startsWith(`${folder}/`))) {
        report(`is given ${path}, and so the Docker Engine itself`);
      }
    }
  },
};
