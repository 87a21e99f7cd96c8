import type { Issue } from "../../components/issue";
import type { Usable } from "../parse";
import type { StackConfig } from "../settings";
import { error, warning, written } from "./issues";

type Route = NonNullable<StackConfig["kubernetes"]["route"]>;

/** How clients reach the service, and the URLs that it hands out to them. */
export function routeIssues({ platform, kubernetes, service }: Usable): Issue[] {
  const route = kubernetes?.route;
  if (platform !== "kubernetes" || route === undefined) return [];
  return [
    ...(route.kind === "gateway" ? gatewayIssues(route) : ingressIssues(route)),
    ...(service?.publicUrl === undefined ? [] : publicUrlIssues(service.publicUrl, route)),
  ];
}

const path = (key: keyof Route): Issue["path"] => ["kubernetes", "route", key];

function gatewayIssues(route: Route): Issue[] {
  const issues = written(route, "className", "tlsSecret", "clusterIssuer").map((key) =>
    error(
      path(key),
      "has no effect while kubernetes.route.kind is gateway: the Gateway has a class and a certificate of its own",
      "remove it, or set kubernetes.route.kind to ingress",
    ),
  );
  if (route.gateway !== undefined) return [...issues, ...listenerIssues(route)];
  const message = "is missing, and a route of kind gateway belongs to one";
  const remedy = "name the Gateway whose listener has the certificate, or set kubernetes.route.kind to ingress";
  return [error(path("gateway"), message, remedy), ...issues];
}

function listenerIssues({ listener }: Route): Issue[] {
  if (listener !== undefined) return [];
  const message = "is missing, so the route also belongs to listeners of the Gateway that have no TLS";
  return [warning(path("listener"), message, "name the listener for HTTPS, such as https")];
}

const ingressIssues = (route: Route): Issue[] =>
  written(route, "gateway", "gatewayNamespace", "listener").map((key) =>
    error(
      path(key),
      "has no effect while kubernetes.route.kind is ingress",
      "remove it, or set kubernetes.route.kind to gateway",
    ),
  );

/** The service puts its public URL into those of resumable uploads, whatever host a request came to. */
function publicUrlIssues(publicUrl: string, { host }: Route): Issue[] {
  const { hostname, protocol } = new URL(publicUrl);
  const right = publicUrl.replace(/^https?:\/\/(\[[^\]]*\]|[^:/]*)/, `https://${host}`);
  const remedy = `remove it, or write ${right}`;
  const place = ["service", "publicUrl"];
  if (hostname !== host) {
    const message = `is not at kubernetes.route.host, ${host}, so the URLs of resumable uploads would lead elsewhere (storage#543)`;
    return [error(place, message, remedy)];
  }
  if (protocol === "https:") return [];
  const message = "begins with http://, but kubernetes.route has TLS, so the URLs of resumable uploads would leave it";
  return [error(place, message, remedy)];
}
