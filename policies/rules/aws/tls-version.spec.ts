import { describeRule, type Find } from "../../testing";
import { rewrite } from "../../testing-aws";
import { tlsVersion } from "./tls-version";

const useless: Readonly<Record<string, Record<string, unknown>>> = {
  "a refusal of TLS below 1.1": { NumericLessThan: { "s3:TlsVersion": "1.1" } },
  "a refusal of a version that is none": { NumericLessThan: { "s3:TlsVersion": "new" } },
  "a refusal of new versions": { NumericGreaterThan: { "s3:TlsVersion": "1.2" } },
  "a refusal of small uploads": { NumericLessThan: { "s3:content-length": "1.2" } },
};

describeRule(tlsVersion, [
  ...Object.entries(useless).map(([name, condition]) => ({
    name,
    change: (find: Find) => {
      rewrite(find("BucketPolicy", "object-store"), "DenyOldTls", { Condition: condition });
    },
    says: 'BucketPolicy "object-store" does not refuse everyone who comes to the bucket or its objects with TLS below 1.2',
  })),
  {
    name: "a refusal of two versions, of which the higher one counts",
    change: (find) => {
      const condition = { NumericLessThan: { "s3:TlsVersion": ["1.1", "1.2"] } };
      rewrite(find("BucketPolicy", "object-store"), "DenyOldTls", { Condition: condition });
    },
    says: [],
  },
  {
    name: "a refusal of TLS below 1.3",
    change: (find) => {
      const condition = { NumericLessThan: { "s3:TlsVersion": 1.3 } };
      rewrite(find("BucketPolicy", "object-store"), "DenyOldTls", { Condition: condition });
    },
    says: [],
  },
]);
