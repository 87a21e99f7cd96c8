/** docs/policies.md, written from the rules. */
import { declares } from "./exceptions";
import type { Parameter, Rule } from "./rule";
import { awsRules } from "./rules/aws";
import { dockerRules } from "./rules/docker";
import { kubernetesRules } from "./rules/kubernetes";
import { stackRules } from "./rules/stack";
import { storagedbRules } from "./rules/storagedb";

const groups: Readonly<Record<string, readonly Rule[]>> = {
  Docker: dockerRules,
  Kubernetes: kubernetesRules,
  AWS: awsRules,
  "The storage service's database": storagedbRules,
  "Every resource": stackRules,
};

/** The whole page. */
export function catalogue(): string {
  const all = Object.values(groups).flat();
  const mandatory = all.filter(({ level }) => level === "mandatory").length;
  return `# The policy pack

Written by \`npm run policies\` from the rules in \`policies/rules/\`. Why there are these: [threats](threats.md).

${all.length} rules look at what a program is about to make: this one's, or any other Pulumi program's. ${mandatory} are mandatory, since data
or access is at risk where they do not hold, and stop a preview and an update; the others advise. What a first preview cannot
know yet counts as a violation of the rule that needs it, unless the rule says below that it waits for \`pulumi up\`.

\`\`\`
pulumi preview --stack prod --policy-pack policies
pulumi up --stack prod --policy-pack policies
npm start                                             # in the rehearsal, without an account
\`\`\`

## Levels and parameters

A file says what is to be different: a rule's level (\`mandatory\`, \`advisory\` or \`disabled\`), its parameters, or both;
\`all\` stands for every rule. Pulumi refuses a parameter that does not fit.

\`\`\`json
{
  "password-long": { "shortest": 32 },
  "owner-tagged": { "enforcementLevel": "mandatory", "keys": ["owner", "cost-centre"] },
  "docker-image-pinned": "advisory"
}
\`\`\`

\`\`\`
pulumi preview --stack prod --policy-pack policies --policy-pack-config policy-config.json
\`\`\`

One policy is no rule: \`first-look\` finds which rules have to be asked about a resource, so that the others cost nothing. Where
it is disabled, all are asked, which finds the same and takes longer.

## Exceptions

Where a rule cannot hold for a resource, say so, why, and until when: in \`policies/exceptions.yaml\`,

\`\`\`yaml
- rule: bucket-versioned
  resource: object-store # its name, or its whole URN
  reason: the bucket is moved to another account until then
  until: "2027-03-31"
\`\`\`

or on the resource itself, as an annotation of Kubernetes, a tag of AWS or a label of Docker:

\`\`\`yaml
${declares}bucket-versioned: 2027-03-31 the bucket is moved to another account until then
\`\`\`

Every run tells of every exception (\`exceptions-in-force\`). One that has ended, or that names no rule, no day or no reason,
takes nothing away and fails the run itself (\`exceptions-valid\`).

<!-- prettier-ignore-start -->
${Object.entries(groups)
  .map(([title, rules]) => [`## ${title}`, ...[...rules].sort(byName).map(entry)].join("\n\n"))
  .join("\n\n")}
<!-- prettier-ignore-end -->
`;
}

const byName = (one: Rule, other: Rule): number => (one.name < other.name ? -1 : 1);

function entry({ name, level, threat, description, remedy, judgedAtUp, parameters = {} }: Rule): string {
  const waits = judgedAtUp === undefined ? "" : `\n\nIt may wait for \`pulumi up\`: ${judgedAtUp}`;
  const settings = Object.entries(parameters).map(setting).join("\n");
  return `### ${name}

${level}, against [${threat}](threats.md#${threat})

${description} ${remedy}${waits}${settings === "" ? "" : `\n\n${settings}`}`;
}

const setting = ([name, { type, default: value, description }]: readonly [string, Parameter]): string =>
  `- \`${name}\` (${type}, \`${JSON.stringify(value)}\`): ${description}`;
