import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import path from "node:path";
import * as pulumi from "@pulumi/pulumi";
import * as random from "@pulumi/random";
import { importJWK, type JWK, SignJWT } from "jose";
import { parse } from "yaml";
import { type KeyArgs, ServiceKeys } from "../../components/service-keys";
import { registered } from "../../storagedb/testing-program";
import { type Verifier, verifierOf } from "./verifier";

const file = "agent-documents/a.pdf";
const beginning: KeyArgs = {
  tokens: { sign: "first", accept: ["first"] },
  urls: { sign: "first", accept: ["first"] },
};

/** What the stack is after `pulumi up` with these generations: its keys, and the instances that run with them. */
interface Instance {
  readonly keys: KeyArgs;
  readonly given: Readonly<Record<"secret" | "keySet" | "verifierKeySet" | "anonKey" | "serviceRoleKey", string>>;
  readonly service: Verifier;
  /** PostgREST, for tokens that name a key. It has no secret to fall back to; this one nobody knows. */
  readonly api: Verifier;
}

/** Keys depend on the resource that makes them and on its inputs, as with the real provider on a stack that lives on. */
async function up(keys: KeyArgs): Promise<Instance> {
  const given = await new Promise<Instance["given"]>((resolve, reject) => {
    const program = () => {
      const { secret, keySet, verifierKeySet, anonKey, serviceRoleKey } = new ServiceKeys("service-keys", {
        keys,
        provider: new random.Provider("random"),
      });
      pulumi.output({ secret, keySet, verifierKeySet, anonKey, serviceRoleKey }).apply(resolve);
    };
    registered(program, (request, urn) => {
      if (request.getType() !== "random:index/randomPassword:RandomPassword") return Promise.resolve(undefined);
      const source = urn + JSON.stringify(request.getObject()?.toJavaScript());
      const result = createHash("sha256").update(source).digest("base64url");
      return Promise.resolve({ id: "none", outputs: { result } });
    }).catch(reject);
  });
  return {
    keys,
    given,
    service: verifierOf(given),
    api: verifierOf({ secret: "nobody knows this", keySet: given.verifierKeySet }),
  };
}

const keysIn = ({ given }: Instance) => (JSON.parse(given.keySet) as { keys: (JWK & { kid: string })[] }).keys;

async function userToken(instance: Instance, kid: string, named = kid): Promise<string> {
  const key = keysIn(instance).find((one) => one.kid === kid);
  assert.ok(key, `${kid} is among the keys`);
  return signed(await importJWK(key), named);
}

/** A user's token. An empty kid is none. */
const signed = (key: Parameters<SignJWT["sign"]>[0], kid: string): Promise<string> =>
  new SignJWT({ sub: "somebody", role: "authenticated" })
    .setProtectedHeader({ alg: "HS256", ...(kid === "" ? {} : { kid }) })
    .setExpirationTime("1 h")
    .sign(key);

/** What clients hold: with which generation it was signed, and whether it is a token or the token of a URL. */
interface Held {
  readonly what: string;
  readonly text: string;
  readonly url: boolean;
}

/** All that an instance and those who sign with its keys give out. */
async function minted(instance: Instance): Promise<Held[]> {
  const { tokens, urls } = instance.keys;
  const held = (what: string, generation: string, text: string, url = false) => ({
    what: `${what} of ${generation}`,
    text,
    url,
  });
  return [
    held("anon key", tokens.sign, instance.given.anonKey),
    held("service_role key", tokens.sign, instance.given.serviceRoleKey),
    held("user's token", tokens.sign, await userToken(instance, `token-${tokens.sign}`)),
    held("signed URL", urls.sign, await instance.service.signUrl(file, 60), true),
  ];
}

/** Which of these an instance refuses. */
async function refused({ service, api }: Instance, held: readonly Held[]): Promise<string[]> {
  const found: string[] = [];
  for (const { what, text, url } of held) {
    if (url) {
      if (!(await service.verifyUrl(file, text))) found.push(what);
      continue;
    }
    const accepted = [(await service.verify(text)) !== undefined, (await api.verify(text)) !== undefined];
    assert.equal(accepted[0], accepted[1], `the service and PostgREST agree on the ${what}`);
    if (!accepted[0]) found.push(what);
  }
  return found;
}

/** The steps as the runbook has them: its YAML, in order, below a heading. */
function runbook(heading: string): KeyArgs[] {
  const text = readFileSync(path.join(__dirname, "../../docs/rotation.md"), "utf8");
  const section = text.split(/^## /m).find((one) => one.startsWith(`${heading}\n`));
  assert.ok(section, heading);
  return [...section.matchAll(/^```yaml\n(.*?)^```/gms)].map(([, yaml = ""]) => {
    const { "alfred-storage:keys": keys } = parse(yaml) as { "alfred-storage:keys": Partial<KeyArgs> };
    return { ...beginning, ...keys };
  });
}

const kinds = {
  tokens: ["anon key", "service_role key", "user's token"],
  urls: ["signed URL"],
};

for (const [purpose, heading] of [
  ["tokens", "Keys of tokens"],
  ["urls", "Keys of URLs"],
] as const) {
  const of = (generation: string) => kinds[purpose].map((kind) => `${kind} of ${generation}`);

  describe(`a rotation of the keys of ${purpose}, as in docs/rotation.md`, () => {
    let first: Instance, add: Instance, change: Instance, retire: Instance;
    before(async () => {
      const steps = runbook(heading);
      const rotated: Instance[] = [];
      assert.deepEqual(
        steps.map((step) => step[purpose]),
        [
          { sign: "first", accept: ["first", "second"] },
          { sign: "second", accept: ["first", "second"] },
          { sign: "second", accept: ["second"] },
        ],
      );
      // One after the other: a process runs one program at a time.
      first = await up(beginning);
      for (const step of steps) rotated.push(await up(step));
      [add, change, retire] = rotated as [Instance, Instance, Instance];
    });

    it("refuses nothing that is valid while an old and a new instance run side by side", async () => {
      // Clients may still hold what was signed before; until the last step, which comes when they no longer do.
      for (const [old, renewed, earlier] of [
        [first, add, []],
        [add, change, [first]],
        [change, retire, []],
      ] as const) {
        const held = (await Promise.all([...earlier, old, renewed].map(minted))).flat();
        // A request that one of them answered may go on at the other, either way.
        assert.deepEqual(await refused(old, held), []);
        assert.deepEqual(await refused(renewed, held), []);
      }
    });

    it("can stop before the last step, or go back, without a refusal", async () => {
      const held = (await Promise.all([first, add, change].map(minted))).flat();
      for (const instance of [add, change]) assert.deepEqual(await refused(instance, held), []);
    });

    it("ends with everything old refused, and everything new accepted", async () => {
      const old = (await Promise.all([first, add].map(minted))).flat();
      assert.deepEqual([...new Set(await refused(retire, old))], of("first"));
      assert.deepEqual(await refused(retire, await minted(change)), []);
    });

    it("needs its first step: without it the instances refuse each other's tokens", async () => {
      assert.deepEqual(await refused(first, await minted(change)), of("second"));
      assert.deepEqual(await refused(change, await minted(first)), []);
    });

    it("needs its second step: without it the last one refuses what was signed a moment ago", async () => {
      assert.deepEqual(await refused(retire, await minted(add)), of("first"));
      assert.deepEqual(await refused(add, await minted(retire)), []);
    });

    it("never changes the service's secret, to which tokens go that name no known key", async () => {
      const { secret } = first.given;
      for (const instance of [first, add, change, retire]) {
        assert.equal(instance.given.secret, secret);
        const { service } = instance;
        for (const kid of ["", "somebody-elses"]) {
          assert.ok(await service.verify(await signed(Buffer.from(secret), kid)));
          for (const key of keysIn(instance)) {
            assert.equal(await service.verify(await userToken(instance, key.kid, kid)), undefined);
          }
        }
      }
    });

    it("gives the service an own API key that it accepts, at each step", async () => {
      for (const { service, given } of [first, add, change, retire]) {
        assert.deepEqual(await service.verify(given.serviceRoleKey), { role: "service_role", iss: "alfred-storage" });
      }
    });

    it("changes what the runbook says, and with it the containers that have it", () => {
      const changes = (old: Instance, renewed: Instance) =>
        Object.keys(old.given).filter((name) => {
          const key = name as keyof Instance["given"];
          return old.given[key] !== renewed.given[key];
        });
      const expected = {
        tokens: [
          ["keySet", "verifierKeySet"],
          ["anonKey", "serviceRoleKey"],
          ["keySet", "verifierKeySet"],
        ],
        urls: [["keySet"], ["keySet"], ["keySet"]],
      };
      assert.deepEqual([changes(first, add), changes(add, change), changes(change, retire)], expected[purpose]);
    });
  });
}

describe("the keys of URLs", () => {
  it("open no door at PostgREST, though they do at the service", async () => {
    const instance = await up(beginning);
    const token = await userToken(instance, "url-first");
    assert.ok(await instance.service.verify(token));
    assert.equal(await instance.api.verify(token), undefined);
  });
});

describe("cutting off after a leak, as in docs/rotation.md", () => {
  it("refuses everything that was signed before, at once", async () => {
    const [cut, ...more] = runbook("After a leak");
    assert.ok(cut);
    assert.deepEqual(more, []);
    const [old, renewed] = [await up(beginning), await up(cut)];
    assert.deepEqual(await refused(renewed, await minted(old)), [...kinds.tokens, ...kinds.urls].map((kind) => `${kind} of first`)); // prettier-ignore
    assert.deepEqual(await refused(renewed, await minted(renewed)), []);
  });
});
