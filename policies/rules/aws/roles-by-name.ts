import { allowedBy, identityTypes, namesWhatIsNotMade, patternsFor } from "../../aws-statements";
import type { ResourceRule } from "../../rule";

export const rolesByName: ResourceRule = {
  name: "roles-by-name",
  threat: "privilege-gained",
  level: "mandatory",
  description: "Whoever may pass a role on, or take one on, may do so with roles that are named.",
  remedy: "Name the roles by their ARNs.",
  judgedAtUp: namesWhatIsNotMade,
  types: identityTypes,
  check: (resource, report) => {
    for (const statement of allowedBy(resource)) {
      const given = patternsFor(statement, ["iam:PassRole", "sts:AssumeRole"]);
      // Every resource of all is what policy-on-named-resources tells.
      const wide = statement.resources.find((one) => /:role[/]?\*$/.test(one));
      if (given.length > 0 && wide !== undefined) report(`gives ${given.join(", ")} on ${wide}`);
    }
  },
};
