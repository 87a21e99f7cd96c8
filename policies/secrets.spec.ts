import assert from "node:assert/strict";
import { isSecret, secretIn } from "./secrets";

describe("What looks like a secret", () => {
  for (const name of [
    "PASSWORD",
    "PGPASSWORD",
    "PASSWD",
    "dbPassword",
    "DB_PASS",
    "db.pwd",
    "PASSPHRASE",
    "JWT_SECRET",
    "clientSecret",
    "GITHUB_TOKEN",
    "CREDENTIALS",
    "KEY",
    "API_KEY",
    "apiKey",
    "APIKEY",
    "SECRET_ACCESS_KEY",
    "ENCRYPTION_KEY_BASE64",
    "JWT_SECRET_2",
  ]) {
    it(`is what stands under ${name}`, () => {
      assert.equal(isSecret(name, "hunter2"), true);
    });
  }

  for (const name of [
    "AWS_ACCESS_KEY_ID",
    "SECRET_NAME",
    "TOKEN_TTL",
    "PASSWORD_FILE",
    "PUBLIC_KEY",
    "PUBLIC_KEY_PEM",
    "PARTITION_KEY",
    "MONKEY",
    "COMPASS",
    "DATABASE",
  ]) {
    it(`is not what stands under ${name}`, () => {
      assert.equal(isSecret(name, "hunter2"), false);
    });
  }

  for (const value of ["", "true", "FALSE", "/run/secrets/token", "@/etc/postgrest/keys.json"]) {
    it(`is not "${value}"`, () => {
      assert.equal(isSecret("TOKEN", value), false);
    });
  }

  it("is a URL with a password, whatever it stands under", () => {
    assert.equal(secretIn("postgres://api:hunter2@db:5432/postgres"), "a URL with a password");
    assert.equal(secretIn("url = redis://:hunter2@cache"), "a URL with a password");
    for (const harmless of ["http://db-api:3000", "postgres://api@db:5432/postgres", "https://example.com/a:b@c", ""])
      assert.equal(secretIn(harmless), undefined, harmless);
  });

  it("is a private key, whatever it stands under", () => {
    assert.equal(secretIn("-----BEGIN PRIVATE KEY-----\nMIIE"), "a private key");
    assert.equal(secretIn("-----BEGIN EC PRIVATE KEY-----\nMHcC"), "a private key");
    assert.equal(secretIn("-----BEGIN PUBLIC KEY-----\nMIIB"), undefined);
  });
});
