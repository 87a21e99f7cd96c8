import { roleType } from "../../aws";
import { allowedAt, isBoundBy, namesWhatIsNotMade, servicesOf } from "../../aws-statements";
import type { ResourceRule } from "../../rule";

const tag = "aws:requesttag/kubernetes-";

export const roleTrustPodBound: ResourceRule = {
  name: "role-trust-pod-bound",
  threat: "privilege-gained",
  level: "mandatory",
  description: "A role that EKS hands out to pods says to those of which service account, in which namespace.",
  remedy:
    "Compare aws:RequestTag/kubernetes-namespace and aws:RequestTag/kubernetes-service-account with StringEquals.",
  judgedAtUp: namesWhatIsNotMade,
  types: [roleType],
  check: ({ props }, report) => {
    for (const statement of allowedAt(props, "assumeRolePolicy")) {
      if (!servicesOf(statement).includes("pods.eks.amazonaws.com")) continue;
      const free = ["namespace", "service-account"].filter((one) => !isBoundBy(statement, [tag + one]));
      if (free.length > 0) report(`can be taken on by pods whatever their ${free.join(" and ")}`);
    }
  },
};
