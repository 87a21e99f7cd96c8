import assert from "node:assert/strict";
import * as pulumi from "@pulumi/pulumi";
import * as random from "@pulumi/random";
import { type Registered, registered } from "../../storagedb/testing-program";
import { type KeyArgs, ServiceKeys } from "./index";

const keys: KeyArgs = {
  tokens: { sign: "second", accept: ["first", "second"] },
  urls: { sign: "first", accept: ["first"] },
};
const password = "random:index/randomPassword:RandomPassword";
const outputs = ["secret", "keySet", "verifierKeySet", "signingKey", "anonKey", "serviceRoleKey"] as const;

/** Registers the component with keys that say whose they are. Not even the provider says that they are secret. */
async function register(given: KeyArgs = keys) {
  let component: ServiceKeys | undefined;
  const resources = await registered(
    () => {
      component = new ServiceKeys("keys", { keys: given, provider: new random.Provider("random") });
    },
    (request) =>
      Promise.resolve(
        request.getType() === password ? { id: "none", outputs: { result: `of ${request.getName()}` } } : undefined,
      ),
  );
  assert.ok(component);
  return { resources, component };
}

const valueOf = (output: pulumi.Output<string>) => new Promise<string>((resolve) => void output.apply(resolve));

const passwords = (resources: readonly Registered[]) =>
  resources.filter(({ type }) => type === password).map(({ name, parent, inputs }) => ({ name, parent, inputs }));

const kids = (set: string) => (JSON.parse(set) as { keys: { kid: string }[] }).keys.map(({ kid }) => kid);

describe("ServiceKeys", () => {
  it("makes one key for each generation and the secret, each below itself", async () => {
    const { resources } = await register();
    const made = { parent: "keys", inputs: { length: 43, special: false } };
    assert.deepEqual(passwords(resources), [
      { name: "keys-secret", ...made },
      { name: "keys-token-second", ...made },
      { name: "keys-token-first", ...made },
      { name: "keys-url-first", ...made },
    ]);
    assert.deepEqual(
      resources
        .filter(({ type }) => type !== password)
        .map(({ type, name }) => `${type} ${name}`)
        .sort(),
      ["alfred:storage:ServiceKeys keys", "pulumi:providers:random random"],
    );
  });

  it("deletes the key of a generation that is taken out, and no other", async () => {
    const { resources } = await register({ ...keys, tokens: { sign: "second", accept: ["second"] } });
    assert.deepEqual(
      passwords(resources).map(({ name }) => name),
      ["keys-secret", "keys-token-second", "keys-url-first"],
    );
  });

  it("gives out nothing that is not a secret", async () => {
    const { component } = await register();
    for (const name of outputs) assert.equal(await pulumi.isSecret(component[name]), true, name);
  });

  it("gives each key the text that was made for it", async () => {
    const { component } = await register();
    const key = (kid: string) => ({
      kty: "oct",
      kid,
      alg: "HS256",
      k: Buffer.from(`of keys-${kid}`).toString("base64url"),
    });
    assert.deepEqual(JSON.parse(await valueOf(component.keySet)), {
      keys: [key("token-first"), key("token-second"), key("url-first")],
      urlSigningKey: key("url-first"),
    });
    assert.deepEqual(kids(await valueOf(component.verifierKeySet)), ["token-first", "token-second"]);
    assert.deepEqual(JSON.parse(await valueOf(component.signingKey)), key("token-second"));
    assert.equal(await valueOf(component.secret), "of keys-secret");
  });

  it("signs the API keys with the generation that signs", async () => {
    const { component } = await register();
    for (const [role, output] of [
      ["anon", component.anonKey],
      ["service_role", component.serviceRoleKey],
    ] as const) {
      const parts = (await valueOf(output)).split(".").slice(0, 2);
      assert.deepEqual(
        parts.map((part) => JSON.parse(Buffer.from(part, "base64url").toString()) as unknown),
        [
          { alg: "HS256", typ: "JWT", kid: "token-second" },
          { role, iss: "alfred-storage" },
        ],
      );
    }
  });

  it("refuses mistakes before anything is registered", async () => {
    const wrong = { tokens: { sign: "third", accept: ["first"] }, urls: { sign: "first", accept: ["first", "a_b"] } };
    const resources = await registered(() => {
      assert.throws(
        () => new ServiceKeys("keys", { keys: wrong, provider: new random.Provider("random") }),
        (error: unknown) => {
          assert.ok(pulumi.RunError.isInstance(error));
          assert.equal(
            error.message,
            "keys.tokens.sign is not among the generations in accept, so nothing that it signs would be valid; " +
              "add it to accept, run pulumi up, and only then let it sign\n" +
              "keys.urls.accept.1 is not a name of letters, digits, dots and dashes, at most 40, " +
              "a letter or digit first; choose another",
          );
          return true;
        },
      );
    });
    assert.deepEqual(
      resources.map(({ name }) => name),
      ["random"],
    );
  });
});
