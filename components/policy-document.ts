/** What IAM, S3 and KMS are told, in the language that they share. */
export interface PolicyDocument {
  readonly Version: "2012-10-17";
  readonly Statement: readonly Statement[];
}

export interface Statement {
  /** Says what it is for; unique in its document. */
  readonly Sid: string;
  readonly Effect: "Allow" | "Deny";
  /** Who; missing where the document belongs to somebody. */
  readonly Principal?: "*" | Readonly<Partial<Record<"AWS" | "Service" | "Federated", string | readonly string[]>>>;
  readonly Action: readonly string[];
  /** On what; `*` in a key's policy, where it is the key itself; missing in a role's, where it is the role. */
  readonly Resource?: string | readonly string[];
  /** All of them have to hold. */
  readonly Condition?: Readonly<Record<string, Readonly<Record<string, string | readonly string[]>>>>;
}

export const policyDocument = (statements: readonly (Statement | undefined)[]): PolicyDocument => ({
  Version: "2012-10-17",
  Statement: statements.filter((statement) => statement !== undefined),
});

/** A person of the account, whom its own IAM lets or not. */
export const accountRoot = (partition: string, account: string): string => `arn:${partition}:iam::${account}:root`;
