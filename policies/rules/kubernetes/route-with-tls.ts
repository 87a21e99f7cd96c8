import type { ResourceRule } from "../../rule";
import { at, listAt, textAt } from "../../values";

export const routeWithTls: ResourceRule = {
  name: "route-with-tls",
  threat: "data-exposed",
  level: "mandatory",
  description: "An Ingress has a certificate for each host that it answers for.",
  remedy: "Name the host, and list it under tls.",
  types: ["kubernetes:networking.k8s.io/v1:Ingress"],
  check: ({ props }, report) => {
    const certified = listAt(props, "spec.tls").flatMap((one) => listAt(one, "hosts"));
    const hosts = listAt(props, "spec.rules").map((rule) => textAt(rule, "host") ?? "");
    if (at(props, "spec.defaultBackend") !== undefined) hosts.push("");
    for (const host of new Set(hosts)) {
      const wildcard = host.replace(/^[^.]+/, "*");
      if (host === "") report("answers for hosts that it does not name, and so without a certificate");
      else if (!certified.includes(host) && !certified.includes(wildcard)) report(`has no certificate for ${host}`);
    }
  },
};
