import { PodIdentityAssociation } from "@pulumi/aws/eks/podIdentityAssociation";
import { Role } from "@pulumi/aws/iam/role";
import { RolePolicy } from "@pulumi/aws/iam/rolePolicy";
import * as pulumi from "@pulumi/pulumi";
import type { AwsArgs } from "../aws";
import type { PolicyDocument } from "../policy-document";
import { type IdentityKind, trustPolicy } from "./trust";

export interface WorkloadIdentityArgs extends AwsArgs {
  readonly identity: IdentityKind;
  readonly namespace: pulumi.Input<string>;
  /** The name of the service account, which need not be there yet. */
  readonly serviceAccount: string;
  /** The name of the role, unique in the account; or the ARN of one that exists, which is then left as it is. */
  readonly role: { readonly name: string } | { readonly arn: string };
  /**
   * The ARN of a policy that bounds what the role may ever do.
   * @default none
   */
  readonly permissionsBoundary?: string;
}

/**
 * A role of IAM that the pods of one Kubernetes service account take on: no key is stored, and credentials expire by
 * themselves. What it may do is added by those who know it.
 *
 * @example
 * ```ts
 * const identity = new WorkloadIdentity("storage-identity", {
 *   provider,
 *   account: "123456789012",
 *   region: "us-west-2",
 *   labels: {},
 *   identity: { kind: "pod-identity", cluster: "platform" },
 *   namespace: "alfred-platform",
 *   serviceAccount: "storage-service",
 *   role: { name: "alfred-platform-prod-service" },
 * });
 * identity.allow("objects", store.objects.apply(servicePermissions));
 * ```
 */
export class WorkloadIdentity extends pulumi.ComponentResource {
  readonly roleArn: pulumi.Output<string>;
  /** What the service account has to say. */
  readonly serviceAccountAnnotations: Readonly<Record<string, pulumi.Output<string>>>;
  /** Which identity it is. A pod keeps to the one that it started with, so that another has to start another pod. */
  readonly podAnnotations: Readonly<Record<string, string>>;
  readonly #provider: AwsArgs["provider"];
  /** Missing where the role is given. */
  readonly #role?: Role;

  constructor(name: string, args: WorkloadIdentityArgs, options?: pulumi.ComponentResourceOptions) {
    super("alfred:storage:aws:WorkloadIdentity", name, {}, options);
    const { provider, identity, namespace, serviceAccount, labels } = args;
    this.#provider = provider;
    if ("arn" in args.role) {
      this.roleArn = pulumi.output(args.role.arn);
    } else {
      this.#role = this.#makeRole(name, args, args.role.name);
      this.roleArn = this.#role.arn;
    }
    this.serviceAccountAnnotations = identity.kind === "irsa" ? { "eks.amazonaws.com/role-arn": this.roleArn } : {};
    const role = "arn" in args.role ? args.role.arn : args.role.name; // known before the role is made
    this.podAnnotations = { "alfred-storage.identity": `${identity.kind} ${role}` };
    if (identity.kind === "pod-identity") {
      new PodIdentityAssociation(
        name,
        { clusterName: identity.cluster, namespace, serviceAccount, roleArn: this.roleArn, tags: { ...labels } },
        { parent: this, provider },
      );
    }
    this.registerOutputs({});
  }

  /** Lets the role do something more. A given role is left as it is. */
  allow(name: string, policy: pulumi.Input<PolicyDocument>): void {
    if (this.#role === undefined) return;
    new RolePolicy(
      name,
      { name, role: this.#role.name, policy: pulumi.output(policy).apply((document) => JSON.stringify(document)) },
      { parent: this, provider: this.#provider },
    );
  }

  #makeRole(name: string, args: WorkloadIdentityArgs, roleName: string): Role {
    const { provider, identity, labels, region, serviceAccount, permissionsBoundary } = args;
    const trust = pulumi
      .all([args.account, args.namespace])
      .apply(([account, namespace]) => trustPolicy(identity, { namespace, serviceAccount }, { account, region }));
    return new Role(
      name,
      {
        name: roleName,
        description: `The pods of the service account ${serviceAccount}`,
        assumeRolePolicy: trust.apply((document) => JSON.stringify(document)),
        ...(permissionsBoundary === undefined ? {} : { permissionsBoundary }),
        tags: { ...labels },
      },
      { parent: this, provider },
    );
  }
}
