import { describeRule, set } from "../../testing";
import { routeWithTls } from "./route-with-tls";

describeRule(routeWithTls, [
  {
    name: "an Ingress without certificates",
    stack: "full",
    change: (find) => {
      set(find("Ingress"), "spec.tls", undefined);
    },
    says: 'Ingress "storage-service" has no certificate for storage.example.com',
  },
  {
    name: "a certificate for another host",
    stack: "full",
    change: (find) => {
      set(find("Ingress"), "spec.tls.0.hosts", ["other.example.com", "*.com"]);
    },
    says: 'Ingress "storage-service" has no certificate for storage.example.com',
  },
  {
    name: "a second host without one",
    stack: "full",
    change: (find) => {
      set(find("Ingress"), "spec.tls.0.hosts", ["*.example.com"]);
      set(find("Ingress"), "spec.rules.1", { host: "example.com" });
    },
    says: 'Ingress "storage-service" has no certificate for example.com',
  },
  {
    name: "a rule for any host",
    stack: "full",
    change: (find) => {
      set(find("Ingress"), "spec.rules.0.host", undefined);
    },
    says: 'Ingress "storage-service" answers for hosts that it does not name, and so without a certificate',
  },
  {
    name: "a backend for any host",
    stack: "full",
    change: (find) => {
      set(find("Ingress"), "spec.defaultBackend", { service: { name: "web", port: { number: 80 } } });
    },
    says: 'Ingress "storage-service" answers for hosts that it does not name, and so without a certificate',
  },
  {
    name: "a certificate for all hosts of a domain",
    stack: "full",
    change: (find) => {
      set(find("Ingress"), "spec.tls.0.hosts", ["*.example.com"]);
    },
    says: [],
  },
]);
