import assert from "node:assert/strict";
import { createHash, createHmac } from "node:crypto";
import { Client } from "pg";
import { ServerDatabase } from "../testing";
import { isVerifierOf, scramVerifier } from "./scram";

/** The example of RFC 7677, section 3. */
const salt = "W22ZaJ0SNY7soEsUEjb6gQ==";
const nonce = "rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0";
const messages = `n=user,r=rOprNGfwEbeRWgbNEkqO,r=${nonce},s=${salt},i=4096,c=biws,r=${nonce}`;
const proof = "dHzbZapWIk4jUhN+Ute9ytag9zjfMHgsqmmiz7AndVQ=";
const serverSignature = "6rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G4=";

const verifier = scramVerifier("pencil", Buffer.from(salt, "base64"), 4096);

describe("scramVerifier", () => {
  it("is of PostgreSQL's form, with the keys of the example in RFC 7677", () => {
    const [, stored = "", server = ""] =
      /^SCRAM-SHA-256\$4096:W22ZaJ0SNY7soEsUEjb6gQ==\$([^:]+):(.+)$/.exec(verifier) ?? [];
    const sign = (key: string) => createHmac("sha256", Buffer.from(key, "base64")).update(messages).digest();
    assert.equal(sign(server).toString("base64"), serverSignature);
    const clientSignature = sign(stored);
    const clientKey = Buffer.from(proof, "base64").map((byte, at) => byte ^ (clientSignature[at] ?? 0));
    assert.equal(createHash("sha256").update(clientKey).digest("base64"), stored);
  });

  it("salts each anew", () => {
    assert.notEqual(scramVerifier("pencil"), scramVerifier("pencil"));
    assert.match(scramVerifier("pencil"), /^SCRAM-SHA-256\$4096:[A-Za-z0-9+/]{22}==\$[^:]{44}:.{44}$/);
  });

  it("lets in whoever knows the password, on a real server", async () => {
    const database = await ServerDatabase.create("scram");
    const password = `ünï "q' \\ ${String.fromCodePoint(0x1f511)}`;
    await database.sql(`CREATE ROLE scram_login LOGIN PASSWORD '${scramVerifier(password)}'`);
    const connect = async (given: string) => {
      const client = new Client({ connectionString: database.server.connectionString("scram", "scram_login", given) });
      await client.connect().finally(() => void client.end());
    };
    await connect(password);
    await assert.rejects(connect(`${password} `), { code: "28P01" });
    await database.sql("DROP ROLE scram_login");
    await database.close();
  });
});

describe("isVerifierOf", () => {
  it("tells the password from every other", () => {
    assert.equal(isVerifierOf(verifier, "pencil"), true);
    assert.equal(isVerifierOf(verifier, "Pencil"), false);
    assert.equal(isVerifierOf(verifier, ""), false);
    assert.equal(isVerifierOf(scramVerifier("p", Buffer.from("s"), 1), "p"), true);
  });

  it("does not know about other forms", () => {
    assert.equal(isVerifierOf("md53175bce1d3201d16594cebf9d7eb3f9d", "pencil"), undefined);
    assert.equal(isVerifierOf("", "pencil"), undefined);
    assert.equal(isVerifierOf("SCRAM-SHA-256$x:y$z", "pencil"), undefined);
  });
});
