import { partitionOf } from "../aws";
import { policyDocument, type PolicyDocument } from "../policy-document";

/** How a Kubernetes service account takes on a role of IAM. */
export type IdentityKind =
  | {
      /** IAM roles for service accounts: the cluster's own tokens are exchanged at STS. */
      readonly kind: "irsa";
      /** The cluster's OpenID Connect issuer without https://; a provider of IAM exists for it. */
      readonly issuer: string;
    }
  | {
      /** EKS Pod Identity: an agent on each node hands out credentials. */
      readonly kind: "pod-identity";
      /** The name of the EKS cluster, in the provider's region. */
      readonly cluster: string;
    };

/** The one service account that a role is for. */
export interface ServiceAccountRef {
  readonly namespace: string;
  readonly serviceAccount: string;
}

interface Place {
  readonly account: string;
  readonly region: string;
}

/** Who may take on a role: the pods of one service account in one namespace of one cluster. */
export function trustPolicy(identity: IdentityKind, who: ServiceAccountRef, place: Place): PolicyDocument {
  return identity.kind === "irsa" ? byToken(identity.issuer, who, place) : byAgent(identity.cluster, who, place);
}

function byToken(issuer: string, { namespace, serviceAccount }: ServiceAccountRef, place: Place): PolicyDocument {
  return policyDocument([
    {
      Sid: "ServiceAccountByToken",
      Effect: "Allow",
      Principal: { Federated: `arn:${partitionOf(place.region)}:iam::${place.account}:oidc-provider/${issuer}` },
      Action: ["sts:AssumeRoleWithWebIdentity"],
      Condition: {
        StringEquals: {
          [`${issuer}:sub`]: `system:serviceaccount:${namespace}:${serviceAccount}`,
          [`${issuer}:aud`]: "sts.amazonaws.com",
        },
      },
    },
  ]);
}

/** EKS vouches for namespace and account by the session's tags (docs.aws.amazon.com, EKS: "Setting conditions"). */
function byAgent(cluster: string, { namespace, serviceAccount }: ServiceAccountRef, place: Place): PolicyDocument {
  const { account, region } = place;
  return policyDocument([
    {
      Sid: "ServiceAccountByAgent",
      Effect: "Allow",
      Principal: { Service: "pods.eks.amazonaws.com" },
      Action: ["sts:AssumeRole", "sts:TagSession"],
      Condition: {
        StringEquals: {
          "aws:SourceAccount": account,
          "aws:RequestTag/kubernetes-namespace": namespace,
          "aws:RequestTag/kubernetes-service-account": serviceAccount,
        },
        ArnEquals: { "aws:SourceArn": `arn:${partitionOf(region)}:eks:${region}:${account}:cluster/${cluster}` },
      },
    },
  ]);
}
