import { allowedBy, identityTypes, namesWhatIsNotMade, patternsFor } from "../../aws-statements";
import type { ResourceRule } from "../../rule";

export const noVersionDeletion: ResourceRule = {
  name: "no-version-deletion",
  threat: "data-lost",
  level: "mandatory",
  description: "Nobody may remove an old version, or lift its lock: with both nothing could be had back.",
  remedy: "Take them out; who administers the buckets is declared as an exception.",
  judgedAtUp: namesWhatIsNotMade,
  types: identityTypes,
  check: (resource, report) => {
    for (const statement of allowedBy(resource)) {
      const given = patternsFor(statement, ["s3:DeleteObjectVersion", "s3:BypassGovernanceRetention"]);
      if (given.length > 0) report(`gives ${given.join(", ")}, with which old versions are removed for good`);
    }
  },
};
