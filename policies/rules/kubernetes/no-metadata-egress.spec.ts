import { describeRule, set } from "../../testing";
import { noMetadataEgress } from "./no-metadata-egress";

describeRule(noMetadataEgress, [
  {
    name: "a range with the address",
    change: (find) => {
      set(find("NetworkPolicy", "storage-api-egress"), "spec.egress.1", {
        to: [{ ipBlock: { cidr: "0.0.0.0/0", except: ["10.0.0.0/8"] } }],
        ports: [{ port: 80 }],
      });
    },
    says: 'NetworkPolicy "storage-api-egress" lets pods reach 169.254.169.254 (0.0.0.0/0)',
  },
  {
    name: "the address itself",
    change: (find) => {
      set(find("NetworkPolicy", "storage-api-egress"), "spec.egress.1", {
        to: [{ ipBlock: { cidr: "169.254.169.254/32" } }],
      });
    },
    says: 'NetworkPolicy "storage-api-egress" lets pods reach 169.254.169.254 (169.254.169.254/32)',
  },
  {
    name: "a range with the address of IPv6",
    change: (find) => {
      set(find("NetworkPolicy", "storage-api-egress"), "spec.egress.1", {
        to: [{ ipBlock: { cidr: "::/0" } }],
        ports: [{ port: 443 }],
      });
    },
    says: 'NetworkPolicy "storage-api-egress" lets pods reach fd00:ec2::254 (::/0)',
  },
]);
