import { describeRule, set } from "../../testing";
import { noOpenEgress } from "./no-open-egress";

describeRule(noOpenEgress, [
  {
    name: "a rule to everybody",
    change: (find) => {
      set(find("NetworkPolicy", "storage-api-egress"), "spec.egress.1", { ports: [{ port: 443 }] });
    },
    says: 'NetworkPolicy "storage-api-egress" lets pods send to everybody',
  },
  {
    name: "a rule to nobody, which is to everybody",
    change: (find) => {
      set(find("NetworkPolicy", "storage-api-egress"), "spec.egress.1", { to: [], ports: [{ port: 443 }] });
    },
    says: 'NetworkPolicy "storage-api-egress" lets pods send to everybody',
  },
  {
    name: "a range of everybody without a port",
    change: (find) => {
      set(find("NetworkPolicy", "storage-api-egress"), "spec.egress.1", {
        to: [{ ipBlock: { cidr: "0.0.0.0/0", except: ["169.254.0.0/16"] } }],
      });
    },
    says: 'NetworkPolicy "storage-api-egress" lets pods send to everybody on every port (0.0.0.0/0)',
  },
  {
    name: "one with every port of a protocol",
    change: (find) => {
      set(find("NetworkPolicy", "storage-api-egress"), "spec.egress.1", {
        to: [{ ipBlock: { cidr: "0.0.0.0/0", except: ["169.254.0.0/16"] } }],
        ports: [{ protocol: "TCP", port: 443 }, { protocol: "UDP" }],
      });
    },
    says: 'NetworkPolicy "storage-api-egress" lets pods send to everybody on every port (0.0.0.0/0)',
  },
  {
    name: "a private range",
    change: (find) => {
      set(find("NetworkPolicy", "storage-api-egress"), "spec.egress.1", { to: [{ ipBlock: { cidr: "10.0.0.0/8" } }] });
    },
    says: [],
  },
  {
    name: "pods on every port",
    change: (find) => {
      set(find("NetworkPolicy", "storage-api-egress"), "spec.egress.1", { to: [{ podSelector: {} }] });
    },
    says: [],
  },
]);
