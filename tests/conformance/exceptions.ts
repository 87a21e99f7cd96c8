/** Findings of kube-score and checkov that the design wants as they are, by the check's id, each with its reason. */
export const exceptions: Readonly<Record<string, string>> = {
  "container-image-pull-policy": "a pinned tag does not change, and a start must not depend on the registry's answer",
  CKV_K8S_15: "the same, in checkov's words",
  CKV_K8S_43: "no digest is written that nobody looked up; the stack file takes name:tag@sha256:… where one is known",
  "deployment-targeted-by-hpa-does-not-have-replicas-configured":
    "the first rollout begins with all replicas; after it the number is ignored (ignoreChanges), as engine-facts.spec.ts shows",
  "deployment-replicas": "with the file backend one replica holds the volume; a second one could not mount it",
  "deployment-strategy": "and it ends before the next one starts, for the same reason",
  "container-security-context-user-group-id":
    "a job reads the files of another program as that program's user, which the stack file names, and changes none",
  CKV_K8S_40: "the same, in checkov's words",
  "networkpolicy-targets-pod": "storage-relay-egress is for the pod of ops tunnel, which is not there all the time",
};
