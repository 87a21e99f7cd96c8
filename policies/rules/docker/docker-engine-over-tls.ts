import type { ResourceRule } from "../../rule";
import { at, textAt } from "../../values";

export const dockerEngineOverTls: ResourceRule = {
  name: "docker-engine-over-tls",
  threat: "privilege-gained",
  level: "mandatory",
  description: "A Docker Engine on another machine is reached over SSH or TLS with a certificate, never in the clear.",
  remedy: "Write the host as ssh://, or give the provider the certificates of the engine.",
  types: ["pulumi:providers:docker"],
  check: ({ props }, report) => {
    const host = textAt(props, "host") ?? "";
    const near = /^tcp:\/\/(127\.\d+\.\d+\.\d+|localhost|\[::1\])(:|\/|$)/.test(host);
    if (!host.startsWith("tcp://") || near) return;
    const certified = ["certMaterial", "certPath"].some((key) => at(props, key) !== undefined);
    if (!certified) report(`reaches ${host} in the clear, where whoever listens can take the machine over`);
  },
};
