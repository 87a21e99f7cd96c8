import { describeRule } from "../../testing";
import { add } from "../../testing-kubernetes";
import { routeNamesListener } from "./route-names-listener";

describeRule(routeNamesListener, [
  {
    name: "a route that is for every listener",
    change: (find, resources) => {
      add(resources, find("Service", "storage-service"), "kubernetes:gateway.networking.k8s.io/v1:HTTPRoute", {
        spec: {
          parentRefs: [{ name: "public" }],
          hostnames: ["storage.example.com"],
          rules: [
            { matches: [{ path: { value: "/object" } }], backendRefs: [{ name: "storage-service", port: 5000 }] },
          ],
        },
      });
    },
    says: 'HTTPRoute "added" is for every listener of public, also for one without TLS',
  },
  {
    name: "a route for one listener",
    change: (find, resources) => {
      add(resources, find("Service", "storage-service"), "kubernetes:gateway.networking.k8s.io/v1:HTTPRoute", {
        spec: { parentRefs: [{ name: "public", sectionName: "https" }], hostnames: ["storage.example.com"], rules: [] },
      });
    },
    says: [],
  },
]);
