import { describeRule, set } from "../../testing";
import { noOpenIngress } from "./no-open-ingress";

describeRule(noOpenIngress, [
  {
    name: "a rule from everybody",
    change: (find) => {
      set(find("NetworkPolicy", "storage-api-ingress"), "spec.ingress.0.from", undefined);
    },
    says: 'NetworkPolicy "storage-api-ingress" lets everybody in',
  },
  {
    name: "a rule from nobody, which is from everybody",
    change: (find) => {
      set(find("NetworkPolicy", "storage-api-ingress"), "spec.ingress.0.from", []);
    },
    says: 'NetworkPolicy "storage-api-ingress" lets everybody in',
  },
  {
    name: "a range of everybody",
    change: (find) => {
      set(find("NetworkPolicy", "storage-api-ingress"), "spec.ingress.0.from", [
        { podSelector: {} },
        { ipBlock: { cidr: "0.0.0.0/0" } },
      ]);
    },
    says: 'NetworkPolicy "storage-api-ingress" lets everybody in (0.0.0.0/0)',
  },
  {
    name: "half of everybody",
    change: (find) => {
      set(find("NetworkPolicy", "storage-api-ingress"), "spec.ingress.0.from", [{ ipBlock: { cidr: "128.0.0.0/1" } }]);
    },
    says: 'NetworkPolicy "storage-api-ingress" lets everybody in (128.0.0.0/1)',
  },
  {
    name: "a range that is none",
    change: (find) => {
      set(find("NetworkPolicy", "storage-api-ingress"), "spec.ingress.0.from", [{ ipBlock: { cidr: "everybody" } }]);
    },
    says: 'NetworkPolicy "storage-api-ingress" lets everybody in (everybody)',
  },
  {
    name: "a private range",
    change: (find) => {
      set(find("NetworkPolicy", "storage-api-ingress"), "spec.ingress.0.from", [
        { ipBlock: { cidr: "10.0.0.0/8" } },
        { ipBlock: { cidr: "fc00::/7" } },
      ]);
    },
    says: [],
  },
]);
