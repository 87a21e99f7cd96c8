import { text } from "./fields";

/** What names a Kubernetes object that becomes a part of a DNS name (RFC 1123). */
export const name = () =>
  text(/^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/, "a name of at most 63 lower-case letters, digits and dashes");

/** The same, with dots. */
export const subdomain = () =>
  text(
    /^(?=.{1,253}$)[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)*$/,
    "a name of lower-case letters, digits, dashes and dots",
  );

/** A host name that a route can have: an Ingress takes no address. */
export const routeHost = () =>
  text(
    /^(?=.{1,253}$)(?![0-9.]+$)[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)*$/,
    "a host name such as storage.example.com, in lower-case letters, and no address",
  );
