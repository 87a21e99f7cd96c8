import type { Statement } from "../../components/policy-document";
import { inAws, policyOf, type Recorded } from "../aws-objects";
import { awsNames } from "./aws-names";
import { allowedWords, conditionWords, type Name } from "./aws-words";
import { listed } from "./words";

/** What somebody may do, in words. */
export interface Access {
  readonly who: string;
  /** How a role is taken on; empty for others. */
  readonly how: string;
  readonly may: readonly string[];
}

/** Everybody to whom some policy that the program registers gives something, the roles first. */
export function accessOf(resources: Recorded): Access[] {
  const name = awsNames(resources);
  const roles = inAws(resources, "aws:iam/role:Role");
  const given = [
    ...inAws(resources, "aws:iam/rolePolicy:RolePolicy").flatMap(({ inputs: { role, policy } }) =>
      allowed(policy).map((statement) => ({ who: `the role ${role}`, statement })),
    ),
    ...inAws(resources, "aws:s3/bucketPolicy:BucketPolicy").flatMap(({ inputs }) => principals(inputs.policy, name)),
    ...keysOf(resources).flatMap(({ policy, alias }) =>
      principals(policy, name).map(({ who, statement }) => ({ who, statement: { ...statement, Resource: alias } })),
    ),
  ];
  const names = [...roles.map(({ inputs }) => `the role ${inputs.name}`), ...given.map(({ who }) => who)];
  return [...new Set(names)].map((who) => {
    const role = roles.find(({ inputs }) => `the role ${inputs.name}` === who);
    return {
      who,
      how: role === undefined ? "" : howOf(policyOf(role.inputs.assumeRolePolicy).Statement, name),
      // A role and a key may both have to say it.
      may: [...new Set(given.filter((one) => one.who === who).map(({ statement }) => mayOf(statement, name)))],
    };
  });
}

/** A key's own policy says * where it means the key. */
function keysOf(resources: Recorded): { readonly policy: string; readonly alias: string }[] {
  const aliases = inAws(resources, "aws:kms/alias:Alias");
  return inAws(resources, "aws:kms/key:Key").map(({ urn, inputs }) => {
    const own = aliases.find(({ dependsOn }) => dependsOn.includes(urn));
    return { policy: inputs.policy, alias: own?.inputs.name ?? "a key" };
  });
}

const allowed = (policy: string): Statement[] => policyOf(policy).Statement.filter(({ Effect }) => Effect === "Allow");

function principals(policy: string, name: Name): { readonly who: string; readonly statement: Statement }[] {
  return allowed(policy).flatMap((statement) => {
    const { Principal = "*" } = statement;
    const who = Principal === "*" ? ["anybody"] : Object.values(Principal).flat();
    return who.map((one) => ({ who: services[one] ?? name(one), statement }));
  });
}

/** Services of Amazon's. */
const services: Readonly<Record<string, string>> = {
  "cloudfront.amazonaws.com": "CloudFront",
  "logging.s3.amazonaws.com": "S3's log delivery",
  "pods.eks.amazonaws.com": "EKS Pod Identity",
  "s3.amazonaws.com": "S3",
};

function mayOf(statement: Statement, name: Name): string {
  return [allowedWords(statement, name), ...conditionWords(statement.Condition, name)].join(", ");
}

function howOf(trust: readonly Statement[], name: Name): string {
  const ways = trust.map(({ Principal, Condition }) => {
    const who = Principal === undefined || Principal === "*" ? [] : Object.values(Principal).flat();
    const by = listed(who.map((one) => services[one] ?? name(one)));
    return `taken on by ${[by, ...conditionWords(Condition, name)].join(", ")}`;
  });
  return ways.join("; ");
}
