import { describeRule, set } from "../../testing";
import { add } from "../../testing-kubernetes";
import { routeWithoutMetrics } from "./route-without-metrics";

const storage = { backend: { service: { name: "storage-service", port: { number: 5000 } } } };

describeRule(routeWithoutMetrics, [
  {
    name: "an Ingress with every path",
    stack: "full",
    change: (find) => {
      set(find("Ingress"), "spec.rules.0.http.paths.0.path", "/");
    },
    says: 'Ingress "storage-service" leads to /metrics by Prefix /',
  },
  {
    name: "an Ingress that does not say which path",
    stack: "full",
    change: (find) => {
      set(find("Ingress"), "spec.rules.0.http.paths.0.path", undefined);
    },
    says: 'Ingress "storage-service" leads to /metrics by Prefix /',
  },
  {
    name: "an Ingress with the path",
    stack: "full",
    change: (find) => {
      set(find("Ingress"), "spec.rules.0.http.paths.0.path", "/metrics/");
    },
    says: 'Ingress "storage-service" leads to /metrics by Prefix /metrics/',
  },
  {
    name: "an Ingress with exactly the path",
    stack: "full",
    change: (find) => {
      set(find("Ingress"), "spec.rules.0.http.paths.0", { ...storage, path: "/metrics", pathType: "Exact" });
    },
    says: 'Ingress "storage-service" leads to /metrics by Exact /metrics',
  },
  {
    name: "an Ingress with a path that its controller reads",
    stack: "full",
    change: (find) => {
      set(find("Ingress"), "spec.rules.0.http.paths.0", {
        ...storage,
        path: "/m.*",
        pathType: "ImplementationSpecific",
      });
    },
    says: 'Ingress "storage-service" leads to /metrics by ImplementationSpecific /m.*',
  },
  {
    name: "an Ingress that says nothing of a path",
    stack: "full",
    change: (find) => {
      set(find("Ingress"), "spec.rules.0.http.paths.0", storage);
    },
    says: 'Ingress "storage-service" leads to /metrics by PathPrefix /',
  },
  {
    name: "an HTTPRoute with every path",
    change: (find, resources) => {
      add(resources, find("Service", "storage-service"), "kubernetes:gateway.networking.k8s.io/v1:HTTPRoute", {
        spec: {
          parentRefs: [{ name: "public", sectionName: "https" }],
          hostnames: ["storage.example.com"],
          rules: [
            {
              matches: [{ path: { value: "/object" } }, { method: "GET" }],
              backendRefs: [{ name: "storage-service", port: 5000 }],
            },
          ],
        },
      });
    },
    says: 'HTTPRoute "added" leads to /metrics by PathPrefix /',
  },
  {
    name: "an HTTPRoute without a path",
    change: (find, resources) => {
      add(resources, find("Service", "storage-service"), "kubernetes:gateway.networking.k8s.io/v1:HTTPRoute", {
        spec: {
          parentRefs: [{ name: "public", sectionName: "https" }],
          hostnames: ["storage.example.com"],
          rules: [{ backendRefs: [{ name: "storage-service", port: 5000 }] }],
        },
      });
    },
    says: 'HTTPRoute "added" leads to /metrics by PathPrefix /',
  },
  {
    name: "an HTTPRoute with the path",
    change: (find, resources) => {
      add(resources, find("Service", "storage-service"), "kubernetes:gateway.networking.k8s.io/v1:HTTPRoute", {
        spec: {
          parentRefs: [{ name: "public", sectionName: "https" }],
          hostnames: ["storage.example.com"],
          rules: [
            {
              matches: [{ path: { type: "Exact", value: "/status" } }],
              backendRefs: [{ name: "storage-service", port: 5000 }],
            },
            {
              matches: [{ path: { type: "Exact", value: "/metrics" } }],
              backendRefs: [{ name: "db-storage", port: 5000 }],
            },
          ],
        },
      });
    },
    says: 'HTTPRoute "added" leads to /metrics by Exact /metrics',
  },
  {
    name: "every path to another service",
    stack: "full",
    change: (find) => {
      set(find("Ingress"), "spec.rules.0.http.paths.0", {
        backend: { service: { name: "web", port: { number: 80 } } },
        path: "/",
        pathType: "Prefix",
      });
    },
    says: [],
  },
  {
    name: "every path to a service that is named",
    stack: "full",
    parameters: { services: ["web"] },
    change: (find) => {
      set(find("Ingress"), "spec.rules.0.http.paths.0", {
        backend: { service: { name: "web", port: { number: 80 } } },
        path: "/",
        pathType: "Prefix",
      });
    },
    says: 'Ingress "storage-service" leads to /metrics by Prefix /',
  },
  {
    name: "exactly a path of clients",
    stack: "full",
    change: (find) => {
      set(find("Ingress"), "spec.rules.0.http.paths.0", { ...storage, path: "/status", pathType: "Exact" });
    },
    says: [],
  },
  {
    name: "an HTTPRoute to another service",
    change: (find, resources) => {
      add(resources, find("Service", "storage-service"), "kubernetes:gateway.networking.k8s.io/v1:HTTPRoute", {
        spec: {
          parentRefs: [{ name: "public", sectionName: "https" }],
          rules: [{ backendRefs: [{ name: "web", port: 80 }] }],
        },
      });
    },
    says: [],
  },
  {
    name: "an HTTPRoute to two services",
    change: (find, resources) => {
      add(resources, find("Service", "storage-service"), "kubernetes:gateway.networking.k8s.io/v1:HTTPRoute", {
        spec: {
          parentRefs: [{ name: "public", sectionName: "https" }],
          rules: [{ backendRefs: [{ name: "web" }, { name: "storage-service" }] }],
        },
      });
    },
    says: 'HTTPRoute "added" leads to /metrics by PathPrefix /',
  },
]);
