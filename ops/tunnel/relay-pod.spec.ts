import assert from "node:assert/strict";
import { relayPod, relayScript } from "./relay-pod";

describe("the relay pod", () => {
  it("is what the restricted Pod Security Standard and a strict reviewer want, and has nothing secret in it", () => {
    const pod = relayPod({
      namespace: "platform",
      image: "supabase/storage-api:v1.74.0",
      target: { host: "db.example.com", port: 5432 },
      deadline: 14_400,
      patience: 60,
      labels: { team: "data", app: "not-this" },
      pullSecrets: ["registry"],
    });
    assert.deepEqual(pod, {
      apiVersion: "v1",
      kind: "Pod",
      metadata: {
        generateName: "storage-relay-",
        namespace: "platform",
        labels: {
          team: "data",
          "app.kubernetes.io/name": "db-storage-relay",
          "app.kubernetes.io/part-of": "alfred-storage",
          "app.kubernetes.io/component": "relay",
          app: "db-storage-relay",
        },
      },
      spec: {
        restartPolicy: "Never",
        activeDeadlineSeconds: 14_400,
        terminationGracePeriodSeconds: 5,
        automountServiceAccountToken: false,
        enableServiceLinks: false,
        securityContext: {
          runAsNonRoot: true,
          runAsUser: 10001,
          runAsGroup: 10001,
          seccompProfile: { type: "RuntimeDefault" },
        },
        imagePullSecrets: [{ name: "registry" }],
        containers: [
          {
            name: "relay",
            image: "supabase/storage-api:v1.74.0",
            imagePullPolicy: "IfNotPresent",
            command: ["node", "--max-old-space-size=64", "-e", relayScript()],
            env: [
              { name: "RELAY_TARGET_HOST", value: "db.example.com" },
              { name: "RELAY_TARGET_PORT", value: "5432" },
              { name: "RELAY_PORT", value: "15432" },
              { name: "RELAY_CONTROL_PORT", value: "15433" },
              { name: "RELAY_PATIENCE_SECONDS", value: "60" },
            ],
            resources: {
              requests: { cpu: "10m", memory: "64Mi", "ephemeral-storage": "16Mi" },
              limits: { cpu: "500m", memory: "128Mi", "ephemeral-storage": "32Mi" },
            },
            securityContext: {
              allowPrivilegeEscalation: false,
              readOnlyRootFilesystem: true,
              capabilities: { drop: ["ALL"] },
            },
            terminationMessagePolicy: "FallbackToLogsOnError",
          },
        ],
      },
    });
  });
});
