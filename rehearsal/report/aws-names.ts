import { inAws, type Recorded } from "../aws-objects";
import type { Name } from "./aws-words";

/** How people call what ARNs name: keys by their aliases, objects by their bucket. */
export function awsNames(resources: Recorded): Name {
  const aliases = inAws(resources, "aws:kms/alias:Alias").map(({ inputs }) => inputs);
  return (arn) => {
    const [, , service, , account, ...rest] = arn.split(":");
    const resource = rest.join(":");
    const [kind = "", ...path] = resource.split("/");
    const id = path.join("/");
    switch (`${service ?? ""} ${kind}`) {
      case "kms key":
        return aliases.find(({ targetKeyId }) => targetKeyId === id)?.name ?? `the key ${id}`;
      case "iam role":
        return `the role ${id}`;
      case "iam root":
        return `whom the IAM of the account ${account ?? ""} lets`;
      case "eks cluster":
        return `the EKS cluster ${id}`;
      case "iam oidc-provider":
        return `the issuer ${id}`;
      case "cloudfront distribution":
        return `the distribution ${id}`;
    }
    if (service !== "s3") return arn;
    if (id === "") return kind;
    return id === "*" ? `objects of ${kind}` : `objects of ${kind} below ${id.replace(/\*$/, "")}`;
  };
}
