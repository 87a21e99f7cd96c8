import { type Case, describeRule, set } from "../../testing";
import { dockerEngineKeptOut } from "./docker-engine-kept-out";

const mounted = (name: string, path: string, refused: boolean): Case => ({
  name,
  stack: "dev",
  change: (find) => {
    set(find("Container", "db-api"), "volumes", [{ containerPath: "/mnt", hostPath: path }]);
  },
  says: refused ? `Container "db-api" is given ${path}, and so the Docker Engine itself` : [],
});

describeRule(dockerEngineKeptOut, [
  mounted("the socket", "/var/run/docker.sock", true),
  mounted("the folder of the socket", "/run/", true),
  mounted("the whole machine", "/", true),
  mounted("a folder whose name only begins like it", "/run/docker", false),
  mounted("an empty path", "", false),
  {
    name: "the socket as a mount",
    stack: "dev",
    change: (find) => {
      set(find("Container", "db-api"), "mounts", [{ type: "bind", target: "/sock", source: "/run/docker.sock" }]);
    },
    says: 'Container "db-api" is given /run/docker.sock, and so the Docker Engine itself',
  },
  {
    name: "the name of a volume",
    stack: "dev",
    change: (find) => {
      set(find("Container", "db-api"), "mounts", [{ type: "volume", target: "/mnt", source: "run" }]);
    },
    says: [],
  },
]);
