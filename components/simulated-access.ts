/** What IAM would decide, for specs: policies are put before a simulator of IAM's own rules. */
import assert from "node:assert/strict";
import { anonymousPrincipal, runSimulation, type Simulation } from "@cloud-copilot/iam-simulate";
import type { PolicyDocument } from "./policy-document";

/** The account of the specs; Amazon's documentation uses it for this, too. */
export const account = "123456789012";
/** Somebody else's. */
export const otherAccount = "210987654321";

/** Who asks for what, and how. */
export interface Request {
  /** An ARN, or the name of a service of Amazon's; nobody in particular where it is missing. */
  readonly principal?: string;
  readonly action: string;
  readonly resource: string;
  /** The account that owns the resource. */
  readonly owner?: string;
  readonly context?: Readonly<Record<string, string>>;
  /** What the principal itself is allowed. */
  readonly identity?: PolicyDocument;
  /** What the resource says. */
  readonly of?: PolicyDocument;
}

export type Verdict = "allowed" | "denied" | "not allowed";

const verdicts: Readonly<Record<string, Verdict>> = {
  Allowed: "allowed",
  ExplicitlyDenied: "denied",
  ImplicitlyDenied: "not allowed",
};

/**
 * Two kinds of circumstances have names that the simulator does not take: those of a key's encryption context, and what an
 * OpenID Connect issuer says. Both get the name of a tag, which it takes, in policies and in requests alike.
 */
function named<T>(value: T): T {
  const text = JSON.stringify(value)
    .replaceAll("kms:EncryptionContext:", "aws:RequestTag/encryption-context:")
    .replaceAll(/"([a-z0-9.-]+\/[A-Za-z0-9/]+:(?:sub|aud)":)/g, '"aws:RequestTag/$1');
  return JSON.parse(text) as T;
}

/** A request that the simulator does not understand fails, and so does one with a circumstance that has no bearing. */
export async function verdictOn(request: Request): Promise<Verdict> {
  const { principal, action, resource, owner = account, context = {}, identity, of } = request;
  const simulation: Simulation = {
    request: {
      principal: principal ?? anonymousPrincipal,
      action,
      resource: { resource, accountId: owner },
      contextVariables: named({ ...context }),
    },
    identityPolicies: identity === undefined ? [] : [{ name: "identity", policy: named(identity) }],
    serviceControlPolicies: [],
    resourceControlPolicies: [],
    ...(of === undefined ? {} : { resourcePolicy: named(of) }),
  };
  const answer = await runSimulation(simulation, {});
  if (answer.resultType !== "single") throw new Error(JSON.stringify(answer));
  assert.deepEqual(answer.result.ignoredContextKeys, [], `${action} on ${resource}`);
  return verdicts[answer.overallResult] ?? assert.fail(answer.overallResult);
}
