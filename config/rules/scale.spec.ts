import { dockerConfig, fileConfig, goodConfig, goodService, judges } from "../fixture";

const claims = (accessMode: string) => ({
  kubernetes: { ...fileConfig.kubernetes, claims: { "db-storage-data": { size: "50Gi", accessMode } } },
});

describe("the rules of replicas", () => {
  judges(fileConfig, [
    ["one replica with the file backend", { service: { backend: "file", replicas: 1, autoscaling: false } }, ""],
    [
      "several replicas with the file backend",
      { service: { backend: "file", replicas: 2 } },
      `error: FILE: alfred-storage:service.replicas (2) is more than the file backend allows: its volume can be mounted by one replica only.
  Set it to 1, or set service.backend to s3.`,
    ],
    ["one replica with a claim that all pods may mount", claims("ReadWriteMany"), ""],
    [
      "several replicas with a claim of one node",
      { ...claims("ReadWriteOnce"), service: { backend: "file", replicas: 2 } },
      `error: FILE: alfred-storage:service.replicas (2) is more than the file backend allows: its volume can be mounted by one replica only.
  Set it to 1, or set service.backend to s3.`,
    ],
    [
      "several replicas with a claim that all pods may mount",
      { ...claims("ReadWriteMany"), service: { backend: "file", replicas: 2 } },
      `error: FILE: alfred-storage:service.replicas (2) is more than the file backend allows: one replica serves its volume, though its claim would let all pods mount it.
  Set it to 1, or set service.backend to s3.`,
    ],
    [
      "autoscaling with the file backend",
      { service: { backend: "file", autoscaling: {} } },
      `error: FILE: alfred-storage:service.autoscaling ({}) is not possible with the file backend, which one replica serves.
  Remove it, or set service.backend to s3.`,
    ],
  ]);
  judges(goodConfig, [
    ["replicas that follow the load", goodService({ replicas: 2, autoscaling: { maxReplicas: 5 } }), ""],
    ["a fixed number of replicas", goodService({ replicas: 6, autoscaling: false }), ""],
    [
      "fewer replicas under load",
      goodService({ replicas: 5, autoscaling: { maxReplicas: 4 } }),
      `error: FILE: alfred-storage:service.autoscaling.maxReplicas (4) is below the 5 replicas that run at any time.
  Raise it, or lower service.replicas.`,
    ],
    [
      "fewer replicas under load than run by default",
      goodService({ autoscaling: { maxReplicas: 2 } }),
      `error: FILE: alfred-storage:service.autoscaling.maxReplicas (2) is below the 3 replicas that run at any time.
  Raise it, or lower service.replicas.`,
    ],
  ]);
  judges(dockerConfig, [
    [
      "several replicas on docker",
      { service: { replicas: 3 } },
      `error: FILE: alfred-storage:service.replicas (3) is more than docker can run: the container's port is published once.
  Set it to 1, or run on kubernetes.`,
    ],
  ]);
});
