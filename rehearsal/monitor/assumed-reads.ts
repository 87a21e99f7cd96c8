import type { JavaScriptValue } from "google-protobuf/google/protobuf/struct_pb";
import type { Listener } from "./carry-out";
import type { Read } from "./monitor";

interface Assumption {
  readonly outputs: Readonly<Record<string, JavaScriptValue>>;
  /** What is taken for granted, in a sentence. */
  readonly sentence: string;
}

/** By type. Whatever else the program reads is refused, since a rehearsal begins with nothing. */
const assumptions: Readonly<Record<string, (id: string) => Assumption>> = {
  "kubernetes:storage.k8s.io/v1:StorageClass": (name) => ({
    outputs: { metadata: { name }, parameters: { encrypted: "true" } },
    sentence: `the storage class ${name} exists and encrypts its volumes`,
  }),
};

/** Answers what the program reads from a cluster as far as it can be assumed, and says that it was. */
export function assumedReads(say: Listener["say"]): Read {
  return (type, id) => {
    const assumption = assumptions[type]?.(id);
    if (assumption === undefined) return undefined;
    const { outputs, sentence } = assumption;
    say({
      severity: "info",
      message: `Assumed: ${sentence}. The rehearsal asks no cluster; pulumi up and preview look.`,
    });
    return outputs;
  };
}
