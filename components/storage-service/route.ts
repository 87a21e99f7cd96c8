import * as k8s from "@pulumi/kubernetes";
import type * as pulumi from "@pulumi/pulumi";
import type { KubernetesArgs } from "../kubernetes";
import type { Bytes } from "../units";
import { servicePort } from "./environment";

/** How clients outside of the cluster reach the service: an Ingress, or an HTTPRoute of a Gateway. */
export interface RouteArgs {
  readonly kind: "ingress" | "gateway";
  readonly host: string;
  /** The class of the Ingress. */
  readonly className: string;
  /** The Secret with the Ingress' certificate. */
  readonly tlsSecret: string;
  /** The issuer of cert-manager that makes it. */
  readonly clusterIssuer?: string;
  /** The Gateway of an HTTPRoute, whose listener has the certificate. */
  readonly gateway?: {
    readonly name: string;
    readonly namespace: string;
    /**
     * The one of its listeners that takes requests.
     * @default all of them, also those without TLS
     */
    readonly listener?: string;
  };
  readonly annotations: Readonly<Record<string, string>>;
}

export interface RouteContent extends RouteArgs {
  /** The largest object. */
  readonly uploadLimit: Bytes;
  /** The path before the S3 protocol's routes, where clients may use it. */
  readonly s3Prefix?: string;
  readonly labels: Readonly<Record<string, string>>;
}

/**
 * The service's routes that clients may use. Everything else stays inside: `/metrics` is on the same port and asks for no
 * token, and neither do the pages of its documentation.
 */
export function publicPaths({ s3Prefix }: Pick<RouteContent, "s3Prefix">): string[] {
  const paths = ["/bucket", "/object", "/render", "/upload", "/status", "/version"];
  return s3Prefix === undefined ? paths : [...paths, `${s3Prefix}/s3`];
}

/**
 * What nginx has to know: nothing is buffered, neither on its way in nor out; a body is as large as the largest object with
 * the little that a form adds; and an upload may pause as long as the service itself lets it.
 */
export function nginxAnnotations(uploadLimit: Bytes): Record<string, string> {
  const prefix = "nginx.ingress.kubernetes.io";
  return {
    [`${prefix}/proxy-body-size`]: `${Math.ceil(uploadLimit / 2 ** 20) + 1}m`,
    [`${prefix}/proxy-request-buffering`]: "off",
    [`${prefix}/proxy-buffering`]: "off",
    [`${prefix}/proxy-read-timeout`]: "300",
    [`${prefix}/proxy-send-timeout`]: "300",
    [`${prefix}/ssl-redirect`]: "true",
  };
}

/** Registers the Ingress or the HTTPRoute. Nginx passes the forwarded headers on by itself, as do Gateways. */
export function registerRoute(
  name: string,
  { provider, namespace }: KubernetesArgs,
  route: RouteContent,
  options: pulumi.CustomResourceOptions,
): void {
  const paths = publicPaths(route);
  const metadata = { name, namespace, labels: route.labels };
  if (route.kind === "ingress") {
    const issuer = route.clusterIssuer;
    new k8s.networking.v1.Ingress(
      name,
      {
        metadata: {
          ...metadata,
          annotations: {
            ...nginxAnnotations(route.uploadLimit),
            ...(issuer === undefined ? {} : { "cert-manager.io/cluster-issuer": issuer }),
            ...route.annotations,
          },
        },
        spec: {
          ingressClassName: route.className,
          tls: [{ hosts: [route.host], secretName: route.tlsSecret }],
          rules: [
            {
              host: route.host,
              http: {
                paths: paths.map((path) => ({
                  path,
                  pathType: "Prefix",
                  backend: { service: { name: "storage-service", port: { number: servicePort } } },
                })),
              },
            },
          ],
        },
      },
      { ...options, provider },
    );
    return;
  }
  new k8s.apiextensions.CustomResource(
    name,
    {
      apiVersion: "gateway.networking.k8s.io/v1",
      kind: "HTTPRoute",
      metadata: { ...metadata, annotations: { ...route.annotations } },
      spec: {
        parentRefs: [parentOf(route.gateway)],
        hostnames: [route.host],
        rules: [
          {
            matches: paths.map((value) => ({ path: { type: "PathPrefix", value } })),
            backendRefs: [{ name: "storage-service", port: servicePort }],
            timeouts: { request: "300s" },
          },
        ],
      },
    },
    { ...options, provider },
  );
}

function parentOf(gateway: RouteArgs["gateway"]) {
  const { listener, ...parent } = gateway ?? {};
  return { ...parent, ...(listener === undefined ? {} : { sectionName: listener }) };
}
