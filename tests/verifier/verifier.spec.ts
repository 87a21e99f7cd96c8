import assert from "node:assert/strict";
import { exportJWK, generateKeyPair, type JWK, SignJWT } from "jose";
import { type Configuration, verifierOf } from "./verifier";

// The cells are what a real service answered (v1.70.6, one tenant).
const oct = (kid: string | undefined, text: string): JWK => ({
  kty: "oct",
  alg: "HS256",
  ...(kid === undefined ? {} : { kid }),
  k: Buffer.from(text).toString("base64url"),
});
const texts = { old: "the old key, long enough to sign with", new: "the new key, long enough to sign with" };
const other = "a key of somebody else, who should stay out";
const old = oct("old", texts.old);
const renewed = oct("new", texts.new);

const sign = (text: string, kid?: string): Promise<string> =>
  new SignJWT({ role: "authenticated" })
    .setProtectedHeader({ alg: "HS256", ...(kid === undefined ? {} : { kid }) })
    .sign(Buffer.from(text));

const encoded = (part: object) => Buffer.from(JSON.stringify(part)).toString("base64url");
const unsigned = (kid?: string) =>
  `${encoded({ alg: "none", ...(kid === undefined ? {} : { kid }) })}.${encoded({ role: "service_role" })}.`;

describe("the verifier answers as the storage service", () => {
  let configurations: Readonly<Record<string, Configuration>>;
  let ecToken: string;
  before(async () => {
    const { privateKey, publicKey } = await generateKeyPair("ES256");
    const ec: JWK = { ...(await exportJWK(publicKey)), kid: "ec", alg: "ES256" };
    ecToken = await new SignJWT({ role: "authenticated" })
      .setProtectedHeader({ alg: "ES256", kid: "ec" })
      .sign(privateKey);
    configurations = {
      "secret OLD": { secret: texts.old },
      "OLD + set old,new": { secret: texts.old, keySet: JSON.stringify({ keys: [old, renewed, ec] }) },
      "NEW + set old,new": { secret: texts.new, keySet: JSON.stringify({ keys: [old, renewed, ec] }) },
      "NEW + set new": { secret: texts.new, keySet: JSON.stringify({ keys: [renewed, ec] }) },
    };
  });

  const columns = ["secret OLD", "OLD + set old,new", "NEW + set old,new", "NEW + set new"];
  const ok = true;
  const refused = false;
  const table: [string, () => Promise<string> | string, boolean[]][] = [
    ["old, no kid", () => sign(texts.old), [ok, ok, refused, refused]],
    ["old, kid=old", () => sign(texts.old, "old"), [ok, ok, ok, refused]],
    ["new, kid=new", () => sign(texts.new, "new"), [refused, ok, ok, ok]],
    ["new, no kid", () => sign(texts.new), [refused, refused, ok, ok]],
    ["unknown kid, signed with OLD", () => sign(texts.old, "?"), [ok, ok, refused, refused]],
    ["unknown kid, signed with NEW", () => sign(texts.new, "?"), [refused, refused, ok, ok]],
    ["unknown kid, signed with another", () => sign(other, "?"), [refused, refused, refused, refused]],
    ["ES256 with its kid", () => ecToken, [refused, ok, ok, ok]],
    ["alg none", () => unsigned(), [refused, refused, refused, refused]],
    ["alg none, kid=new", () => unsigned("new"), [refused, refused, refused, refused]],
    ["another's, kid=new", () => sign(other, "new"), [refused, refused, refused, refused]],
  ];
  for (const [title, token, cells] of table) {
    columns.forEach((column, position) => {
      it(`${title}, ${column}: ${cells[position] === ok ? "ok" : "refused"}`, async () => {
        const configuration = configurations[column];
        assert.ok(configuration);
        const payload = await verifierOf(configuration).verify(await token());
        assert.deepEqual(payload, cells[position] === ok ? { role: "authenticated" } : undefined);
      });
    });
  }

  it("a bare array does not stop the start, and then everything is refused", async () => {
    const verifier = verifierOf({ secret: texts.old, keySet: JSON.stringify([old]) });
    assert.equal(await verifier.verify(await sign(texts.old)), undefined);
    assert.equal(await verifier.verify(await sign(texts.old, "old")), undefined);
    assert.equal(await verifier.verifyUrl("a/b.png", await verifier.signUrl("a/b.png", 60)), false);
  });

  it("broken JSON stops the start", () => {
    assert.throws(() => verifierOf({ secret: texts.old, keySet: '{"keys":[' }), SyntaxError);
  });

  it("a symmetric key without kid captures all tokens that have one", async () => {
    for (const keys of [
      [oct(undefined, other), old],
      [old, oct(undefined, other)],
    ]) {
      const verifier = verifierOf({ secret: texts.old, keySet: JSON.stringify({ keys }) });
      assert.equal(await verifier.verify(await sign(texts.old, "old")), undefined);
      assert.ok(await verifier.verify(await sign(other, "old")));
      assert.ok(await verifier.verify(await sign(texts.old)), "one without kid still goes to the secret");
    }
  });

  it("a token that is none, or has expired, is refused", async () => {
    const verifier = verifierOf({ secret: texts.old });
    for (const text of ["", "a.b.c", "Bearer", `${await sign(texts.old)}x`]) {
      assert.equal(await verifier.verify(text), undefined);
    }
    const expired = await new SignJWT({})
      .setProtectedHeader({ alg: "HS256" })
      .setExpirationTime("1 s ago")
      .sign(Buffer.from(texts.old));
    assert.equal(await verifier.verify(expired), undefined);
  });
});

describe("signed URLs of the verifier, as of the service", () => {
  const url = oct("url", "the key of URLs, long enough to sign with");
  const file = "documents/a.pdf";
  const withKeys = (keys: readonly JWK[], urlSigningKey?: JWK, secret = texts.old) =>
    verifierOf({ secret, keySet: JSON.stringify({ keys, urlSigningKey }) });

  it("are signed with the secret where no key is given, and end with it", async () => {
    const token = await withKeys([old]).signUrl(file, 60);
    assert.equal(await withKeys([old]).verifyUrl(file, token), true);
    assert.equal(await withKeys([old], undefined, texts.new).verifyUrl(file, token), false);
  });

  it("are signed with their key where one is given, and survive a change of the others", async () => {
    const token = await withKeys([old, url], url).signUrl(file, 60);
    assert.equal(await withKeys([old, url], url).verifyUrl(file, token), true);
    assert.equal(await withKeys([renewed, url], url, texts.new).verifyUrl(file, token), true);
  });

  it("can be used by nobody where the key has no copy in the set, or no kid", async () => {
    const { kid, ...nameless } = url;
    assert.equal(kid, "url");
    for (const verifier of [withKeys([old], url), withKeys([old, nameless], nameless)]) {
      assert.equal(await verifier.verifyUrl(file, await verifier.signUrl(file, 60)), false);
    }
  });

  it("hold for their path and their time", async () => {
    const verifier = withKeys([url], url);
    assert.equal(await verifier.verifyUrl("documents/b.pdf", await verifier.signUrl(file, 60)), false);
    assert.equal(await verifier.verifyUrl(file, await verifier.signUrl(file, -1)), false);
  });

  it("have a key that authenticates ordinary tokens, too", async () => {
    assert.ok(await withKeys([old, url], url).verify(await sign("the key of URLs, long enough to sign with", "url")));
  });
});
