import { describeRule, set } from "../../testing";
import { bucketTypesNamed } from "./bucket-types-named";

describeRule(bucketTypesNamed, [
  {
    name: "a bucket that says nothing of types",
    change: (find) => {
      set(find("Bucket", "agent-documents"), "allowedMimeTypes", undefined);
    },
    says: 'Bucket "agent-documents" takes objects of every type',
  },
  {
    name: "a bucket that takes every type",
    change: (find) => {
      set(find("Bucket", "agent-documents"), "allowedMimeTypes.1", "*/*");
    },
    says: 'Bucket "agent-documents" takes objects of every type',
  },
]);
