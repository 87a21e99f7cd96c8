import { goodConfig, judges } from "../fixture";

type Section = Readonly<Record<string, unknown>>;

const route = (written: Section, publicUrl?: string) => ({
  kubernetes: { ...goodConfig.kubernetes, route: { host: "storage.example.com", ...written } },
  service: { ...goodConfig.service, publicUrl },
});

describe("the rules of the route", () => {
  judges(goodConfig, [
    ["an Ingress", route({ className: "traefik", tlsSecret: "tls", clusterIssuer: "letsencrypt" }), ""],
    ["a Gateway", route({ kind: "gateway", gateway: "public", gatewayNamespace: "edge", listener: "https" }), ""],
    [
      "a Gateway without its listener",
      route({ kind: "gateway", gateway: "public" }),
      `warning: FILE: alfred-storage:kubernetes.route.listener is missing, so the route also belongs to listeners of the Gateway that have no TLS.
  Name the listener for HTTPS, such as https.`,
    ],
    ["a public URL of the route", route({}, "https://storage.example.com:8443/files"), ""],
    [
      "a public URL without a route",
      { service: { ...goodConfig.service, publicUrl: "http://storage.example.com" } },
      "",
    ],
    [
      "a Gateway that is not named, with what an Ingress has",
      route({ kind: "gateway", className: "nginx", tlsSecret: "tls", clusterIssuer: "letsencrypt" }),
      `error: FILE: alfred-storage:kubernetes.route.gateway is missing, and a route of kind gateway belongs to one.
  Name the Gateway whose listener has the certificate, or set kubernetes.route.kind to ingress.
error: FILE: alfred-storage:kubernetes.route.className (nginx) has no effect while kubernetes.route.kind is gateway: the Gateway has a class and a certificate of its own.
  Remove it, or set kubernetes.route.kind to ingress.
error: FILE: alfred-storage:kubernetes.route.tlsSecret (tls) has no effect while kubernetes.route.kind is gateway: the Gateway has a class and a certificate of its own.
  Remove it, or set kubernetes.route.kind to ingress.
error: FILE: alfred-storage:kubernetes.route.clusterIssuer (letsencrypt) has no effect while kubernetes.route.kind is gateway: the Gateway has a class and a certificate of its own.
  Remove it, or set kubernetes.route.kind to ingress.`,
    ],
    [
      "an Ingress with what a Gateway has",
      route({ gateway: "public", gatewayNamespace: "edge" }),
      `error: FILE: alfred-storage:kubernetes.route.gateway (public) has no effect while kubernetes.route.kind is ingress.
  Remove it, or set kubernetes.route.kind to gateway.
error: FILE: alfred-storage:kubernetes.route.gatewayNamespace (edge) has no effect while kubernetes.route.kind is ingress.
  Remove it, or set kubernetes.route.kind to gateway.`,
    ],
    [
      "a public URL of another host",
      route({}, "http://files.example.com:8443/files"),
      `error: FILE: alfred-storage:service.publicUrl (http://files.example.com:8443/files) is not at kubernetes.route.host, storage.example.com, so the URLs of resumable uploads would lead elsewhere (storage#543).
  Remove it, or write https://storage.example.com:8443/files.`,
    ],
    [
      "a public URL of an address",
      route({}, "https://[2001:db8::1]/files"),
      `error: FILE: alfred-storage:service.publicUrl ("https://[2001:db8::1]/files") is not at kubernetes.route.host, storage.example.com, so the URLs of resumable uploads would lead elsewhere (storage#543).
  Remove it, or write https://storage.example.com/files.`,
    ],
    [
      "a public URL in plain text",
      route({}, "http://storage.example.com"),
      `error: FILE: alfred-storage:service.publicUrl (http://storage.example.com) begins with http://, but kubernetes.route has TLS, so the URLs of resumable uploads would leave it.
  Remove it, or write https://storage.example.com.`,
    ],
  ]);
});
