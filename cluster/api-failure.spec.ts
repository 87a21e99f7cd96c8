import assert from "node:assert/strict";
import { apiFailure } from "./api-failure";
import { Failure } from "./failure";
import type { Request } from "./rights";

const purpose = { page: "docs/page.md", withoutNamespace: "Make it." };
const about = { server: "https://k8s:6443", context: "prod", namespace: "platform", purpose };
const pods: Request = { verb: "create", resource: "pods" };
const forward: Request = { verb: "get", resource: "pods/portforward" };

/** As the client throws it: with the body as text, or read, where its code is a foreseen one. */
const answered = (code: number, message?: string, read = false) => {
  const body = message === undefined ? "<html>" : { kind: "Status", message };
  return Object.assign(new Error("HTTP-Code: …\nHeaders: {secret}"), {
    code,
    body: read ? body : JSON.stringify(body),
  });
};
const fault = (code: string, message = "x") =>
  Object.assign(new Error("fetch failed"), { cause: Object.assign(new Error(message), { code }) });

describe("what the API server says", () => {
  const sentences: [string, unknown, Request, string, boolean?][] = [
    [
      "credentials that it does not take",
      answered(401, "Unauthorized", true),
      pods,
      'The API server https://k8s:6443 does not take the credentials of context "prod" (401): Unauthorized. Sign in to the ' +
        "cluster again.",
    ],
    [
      "a right that is missing",
      answered(
        403,
        'pods is forbidden: User "ci" cannot create resource "pods" in API group "" in the namespace "platform"',
      ),
      pods,
      'The user of context "prod" may not create pods in namespace platform (403). docs/page.md has the Role that ' +
        'allows it. The API server said: pods is forbidden: User "ci" cannot create resource "pods" in API group "" in ' +
        'the namespace "platform".',
    ],
    [
      "a WebSocket that is forbidden",
      new Error("Unexpected server response: 403"),
      forward,
      'The user of context "prod" may not create and get pods/portforward in namespace platform (403). docs/page.md ' +
        "has the Role that allows it.",
    ],
    [
      "a pod that is not admitted",
      answered(
        403,
        'pods "storage-relay-x" is forbidden: violates PodSecurity "restricted:latest": runAsNonRoot != true',
      ),
      pods,
      'The cluster refuses the pod in namespace platform: pods "storage-relay-x" is forbidden: violates PodSecurity ' +
        '"restricted:latest": runAsNonRoot != true.',
    ],
    [
      "a namespace that is missing",
      answered(404, 'namespaces "platform" not found'),
      pods,
      "There is no namespace platform in the cluster. Make it.",
    ],
    [
      "a pod that is gone",
      answered(404, 'pods "x" not found'),
      { verb: "get", resource: "pods" },
      'There is no such pod in namespace platform (404): pods "x" not found.',
      true,
    ],
    [
      "too many requests",
      answered(429),
      pods,
      "The API server https://k8s:6443 has too much to do (429). Try again in a moment.",
      true,
    ],
    [
      "a failure of its own",
      answered(500, "etcd is away."),
      pods,
      "The API server https://k8s:6443 did not create pods (500): etcd is away. Try again in a moment.",
      true,
    ],
    [
      "a WebSocket that a proxy does not know",
      new Error("Unexpected server response: 400"),
      forward,
      "The API server https://k8s:6443 did not forward a port (400). If a proxy stands before the API server, it has to " +
        "let WebSockets through.",
    ],
    [
      "nothing where nothing listens",
      fault("ECONNREFUSED"),
      pods,
      'The API server https://k8s:6443 of context "prod" was not reached: nothing listens there. Check the network or ' +
        "VPN, and the kubeconfig.",
      true,
    ],
    [
      "nothing with a certificate that is not accepted",
      fault("DEPTH_ZERO_SELF_SIGNED_CERT", "request to https://k8s:6443/api failed, reason: self-signed certificate"),
      pods,
      'The API server https://k8s:6443 of context "prod" was not reached: self-signed certificate ' +
        "(DEPTH_ZERO_SELF_SIGNED_CERT). Check the network or VPN, and the kubeconfig.",
      true,
    ],
    [
      "nothing since the program that signs in is missing",
      fault("ENOENT", "spawn aws ENOENT"),
      pods,
      `The kubeconfig's user of context "prod" names a program or a file that is not there: spawn aws ENOENT.`,
    ],
  ];
  for (const [what, error, asked, sentence, passing = false] of sentences) {
    it(`is a sentence for ${what}`, () => {
      const failure = apiFailure(error, { ...about, ...asked });
      assert.equal(failure.message, sentence);
      assert.equal(failure.passing, passing);
    });
  }

  it("stays what it is where it is a sentence already", () => {
    const failure = new Failure("No.");
    assert.equal(apiFailure(failure, { ...about, ...pods }), failure);
  });
});
