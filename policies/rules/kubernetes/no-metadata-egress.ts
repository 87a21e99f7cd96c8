import { contains, parseRange } from "../../../components/storage-network-policy/addresses";
import { metadataAddresses } from "../../../components/storage-network-policy/peers";
import type { ResourceRule } from "../../rule";
import { at, listAt } from "../../values";

const isIn = (cidr: unknown, address: string): boolean => {
  const range = parseRange(String(cidr));
  return range !== undefined && contains(range, address);
};

export const noMetadataEgress: ResourceRule = {
  name: "no-metadata-egress",
  threat: "privilege-gained",
  level: "mandatory",
  description: "No NetworkPolicy lets pods ask for the credentials of the node that they run on.",
  remedy: "Add the address, with /32 or /128, to the range's except.",
  types: ["kubernetes:networking.k8s.io/v1:NetworkPolicy"],
  check: ({ props }, report) => {
    for (const peer of listAt(props, "spec.egress").flatMap((rule) => listAt(rule, "to"))) {
      const cidr = at(peer, "ipBlock.cidr");
      for (const address of metadataAddresses) {
        if (isIn(cidr, address) && !listAt(peer, "ipBlock.except").some((one) => isIn(one, address)))
          report(`lets pods reach ${address} (${String(cidr)})`);
      }
    }
  },
};
