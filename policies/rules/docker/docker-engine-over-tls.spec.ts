import { type Case, describeRule } from "../../testing";
import { dockerEngineOverTls } from "./docker-engine-over-tls";

const configured = (name: string, props: Readonly<Record<string, string>>, refused: boolean): Case => ({
  name,
  stack: "dev",
  change: (find) => {
    const provider = find("docker", "docker");
    provider.props = { ...provider.props, ...props };
  },
  says: refused
    ? `docker "docker" reaches ${String(props["host"])} in the clear, where whoever listens can take the machine over`
    : [],
});

describeRule(dockerEngineOverTls, [
  configured("an engine in the clear", { host: "tcp://10.0.0.5:2375" }, true),
  configured("a host that only begins like this machine", { host: "tcp://127.0.0.1.example.com:2375" }, true),
  configured("an engine on this machine", { host: "tcp://127.0.0.1:2375" }, false),
  configured("an engine on localhost", { host: "tcp://localhost" }, false),
  configured("a certificate", { host: "tcp://10.0.0.5:2376", certMaterial: "PEM" }, false),
  configured("a folder of certificates", { host: "tcp://10.0.0.5:2376", certPath: "certificates" }, false),
  configured("an engine over SSH", { host: "ssh://user@10.0.0.5" }, false),
]);
