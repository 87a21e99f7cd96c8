import assert from "node:assert/strict";
import fc from "fast-check";
import { decodeProtectedHeader, importJWK, jwtVerify } from "jose";
import { apiKey, type Key, kidOf, type Keys, serviceKeySet, verifierKeySet, type WebKey } from "./key-set";

const text = fc.stringMatching(/^[A-Za-z0-9]{43}$/);
const generation = fc.stringMatching(/^[A-Za-z0-9][A-Za-z0-9.-]{0,9}$/);

/** The keys of one purpose in some order, of which the first signs. */
const keysOf = (purpose: "token" | "url"): fc.Arbitrary<Keys> =>
  fc
    .uniqueArray(fc.tuple(generation, text), { minLength: 1, maxLength: 5, selector: ([name]) => name })
    .map((generations) => {
      const [sign, ...others] = generations.map(([name, text]): Key => ({ kid: kidOf(purpose, name), text }));
      assert.ok(sign);
      return { sign, others };
    });
const tokens = keysOf("token");
const urls = keysOf("url");

const all = ({ sign, others }: Keys): Key[] => [sign, ...others];
const parse = (set: string) => JSON.parse(set) as { keys: WebKey[]; urlSigningKey?: WebKey };

describe("the key sets", () => {
  it("verify every token of every accepted generation, by the key that it names", async () => {
    await fc.assert(
      fc.asyncProperty(tokens, urls, async (tokens, urls) => {
        for (const set of [serviceKeySet(tokens, urls), verifierKeySet(tokens)]) {
          const { keys } = parse(set);
          for (const key of all(tokens)) {
            const { payload, protectedHeader } = await jwtVerify(await apiKey("service_role", key), ({ kid }) =>
              importJWK(keys.find((one) => one.kid === kid) ?? {}),
            );
            assert.deepEqual(payload, { role: "service_role", iss: "alfred-storage" });
            assert.deepEqual(protectedHeader, { alg: "HS256", typ: "JWT", kid: key.kid });
          }
        }
      }),
    );
  });

  it("hold each key once, complete, with an id that nothing else has or ends with", () => {
    fc.assert(
      fc.property(tokens, urls, (tokens, urls) => {
        const { keys } = parse(serviceKeySet(tokens, urls));
        const given = [...all(tokens), ...all(urls)];
        assert.deepEqual(
          keys.map(({ kid, k }) => ({ kid, text: Buffer.from(k, "base64url").toString() })),
          [...given].sort((one, other) => (one.kid < other.kid ? -1 : 1)),
        );
        for (const { kty, alg, k } of keys) assert.deepEqual([kty, alg, /^[\w-]{58}$/.test(k)], ["oct", "HS256", true]);
        assert.equal(new Set(keys.map(({ kid }) => kid.split("_").at(-1))).size, given.length);
      }),
    );
  });

  it("sign URLs with a key that is also among those that verify", () => {
    fc.assert(
      fc.property(tokens, urls, (tokens, urls) => {
        const { keys, urlSigningKey } = parse(serviceKeySet(tokens, urls));
        assert.deepEqual(
          keys.find(({ kid }) => kid === urls.sign.kid),
          urlSigningKey,
        );
      }),
    );
  });

  it("give who verifies tokens alone the keys of tokens, and none that signs", () => {
    fc.assert(
      fc.property(tokens, (tokens) => {
        const set = parse(verifierKeySet(tokens));
        assert.deepEqual(Object.keys(set), ["keys"]);
        assert.deepEqual(set.keys.map(({ kid }) => kid).sort(), all(tokens).map(({ kid }) => kid).sort()); // prettier-ignore
      }),
    );
  });

  it("are the same text in whatever order the generations stand, and whichever of them signs tokens", () => {
    const shuffled = tokens.chain((keys) =>
      fc.tuple(fc.constant(keys), fc.shuffledSubarray(all(keys), { minLength: all(keys).length })),
    );
    fc.assert(
      fc.property(shuffled, urls, ([keys, [sign, ...others]], urls) => {
        assert.ok(sign);
        assert.equal(verifierKeySet({ sign, others }), verifierKeySet(keys));
        assert.equal(serviceKeySet({ sign, others }, urls), serviceKeySet(keys, urls));
      }),
    );
  });
});

describe("an API key", () => {
  it("is the same text at every run, and has neither a time nor an end", async () => {
    const key = { kid: "token-first", text: "a".repeat(43) };
    const [one, other] = [await apiKey("anon", key), await apiKey("anon", key)];
    assert.equal(one, other);
    assert.deepEqual(decodeProtectedHeader(one), { alg: "HS256", typ: "JWT", kid: "token-first" });
    assert.equal(
      Buffer.from(one.split(".")[1] ?? "", "base64url").toString(),
      '{"role":"anon","iss":"alfred-storage"}',
    );
  });
});
