import { unknown } from "../../rule";
import { describeRule, set } from "../../testing";
import { dockerOwnNetwork } from "./docker-own-network";

describeRule(dockerOwnNetwork, [
  {
    name: "no network",
    stack: "dev",
    change: (find) => {
      set(find("Container", "db-api"), "networksAdvanced", undefined);
    },
    says: 'Container "db-api" is in no network of its own, and so in the one where every container meets',
  },
  {
    name: "the network where all meet",
    stack: "dev",
    change: (find) => {
      set(find("Container", "db-api"), "networksAdvanced.1.name", "bridge");
    },
    says: 'Container "db-api" is in the network where every container meets',
  },
  {
    name: "a network that is still to be made",
    stack: "dev",
    change: (find) => {
      set(find("Container", "db-api"), "networksAdvanced.1.name", unknown);
    },
    says: [],
  },
]);
