import assert from "node:assert/strict";
import { registered } from "../../storagedb/testing-program";
import { around } from "../kubernetes-fixture";
import { bytes } from "../units";
import { nginxAnnotations, publicPaths, registerRoute, type RouteContent } from "./route";

const route: RouteContent = {
  kind: "ingress",
  host: "storage.example.com",
  className: "nginx",
  tlsSecret: "storage-service-tls",
  annotations: { note: "mine" },
  uploadLimit: bytes("100MiB"),
  labels: { app: "db-storage" },
};

async function made(changed: Partial<RouteContent> = {}) {
  const all = await registered(() => {
    registerRoute("storage-service", around(), { ...route, ...changed }, {});
  });
  return all.at(-1)?.inputs ?? assert.fail();
}

describe("the route to the storage service", () => {
  it("is an Ingress with TLS and the service's public paths", async () => {
    const { spec } = await made();
    const backend = { service: { name: "storage-service", port: { number: 5000 } } };
    assert.deepEqual(spec, {
      ingressClassName: "nginx",
      tls: [{ hosts: ["storage.example.com"], secretName: "storage-service-tls" }],
      rules: [
        {
          host: "storage.example.com",
          http: {
            paths: ["/bucket", "/object", "/render", "/upload", "/status", "/version"].map((path) => ({
              path,
              pathType: "Prefix",
              backend,
            })),
          },
        },
      ],
    });
  });

  it("never leads to the metrics, which ask for no token", () => {
    for (const paths of [publicPaths({}), publicPaths({ s3Prefix: "" }), publicPaths({ s3Prefix: "/storage/v1" })]) {
      assert.ok(!paths.some((path) => "/metrics".startsWith(path)), paths.join(" "));
    }
    assert.equal(publicPaths({ s3Prefix: "/storage/v1" }).at(-1), "/storage/v1/s3");
  });

  it("lets a body be as large as the largest object with its form, and buffers nothing", () => {
    assert.deepEqual(nginxAnnotations(bytes("100MiB")), {
      "nginx.ingress.kubernetes.io/proxy-body-size": "101m",
      "nginx.ingress.kubernetes.io/proxy-request-buffering": "off",
      "nginx.ingress.kubernetes.io/proxy-buffering": "off",
      "nginx.ingress.kubernetes.io/proxy-read-timeout": "300",
      "nginx.ingress.kubernetes.io/proxy-send-timeout": "300",
      "nginx.ingress.kubernetes.io/ssl-redirect": "true",
    });
    assert.equal(nginxAnnotations(bytes("1B"))["nginx.ingress.kubernetes.io/proxy-body-size"], "2m");
  });

  it("has cert-manager's issuer, and a person's own annotations last", async () => {
    const { metadata } = await made({ clusterIssuer: "letsencrypt" });
    const { annotations } = metadata as { annotations: Record<string, string> };
    assert.equal(annotations["cert-manager.io/cluster-issuer"], "letsencrypt");
    assert.equal(annotations["note"], "mine");
  });

  it("is an HTTPRoute of a Gateway that exists", async () => {
    const inputs = await made({
      kind: "gateway",
      gateway: { name: "public", namespace: "gateways", listener: "https" },
    });
    assert.deepEqual([inputs["apiVersion"], inputs["kind"]], ["gateway.networking.k8s.io/v1", "HTTPRoute"]);
    assert.deepEqual(inputs["spec"], {
      parentRefs: [{ name: "public", namespace: "gateways", sectionName: "https" }],
      hostnames: ["storage.example.com"],
      rules: [
        {
          matches: ["/bucket", "/object", "/render", "/upload", "/status", "/version"].map((value) => ({
            path: { type: "PathPrefix", value },
          })),
          backendRefs: [{ name: "storage-service", port: 5000 }],
          timeouts: { request: "300s" },
        },
      ],
    });
  });
});
