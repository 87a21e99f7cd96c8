import { partitionOf } from "../../components/aws";

/** Where a provider of AWS makes things. */
export interface AwsPlace {
  readonly partition: string;
  readonly region: string;
  readonly account: string;
}

/** Stands for the account of the credentials, which nobody asks. Amazon's documentation uses it for nobody's. */
export const exampleAccount = "123456789012";

/**
 * What a provider is given says it: the role that it takes on in another account, or the account that is allowed.
 *
 * @param inputs as they travel: structures of a provider as JSON text
 */
export function awsPlaceOf(inputs: Readonly<Record<string, unknown>>): AwsPlace {
  const region = String(inputs["region"]);
  const [role] = (decoded(inputs["assumeRoles"]) ?? []) as readonly { readonly roleArn: string }[];
  const [allowed = exampleAccount] = (decoded(inputs["allowedAccountIds"]) ?? []) as readonly string[];
  return { partition: partitionOf(region), region, account: role?.roleArn.split(":")[4] ?? allowed };
}

const decoded = (value: unknown): unknown => (typeof value === "string" ? JSON.parse(value) : value);
