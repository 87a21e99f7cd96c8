import assert from "node:assert/strict";
import { explain, isUnreachable } from "./errors";
import { Refusal } from "./refusal";

const where = { host: "db.example", port: 5433, database: "platform", username: "admin", password: "hunter2" };

const fault = (code: string | undefined, message = "", more: object = {}) =>
  Object.assign(new Error(message), code === undefined ? {} : { code }, more);

/** The error's code, PostgreSQL's or Node's own words, and the sentence that a person sees. */
const sentences: [string | undefined, string, string][] = [
  [
    "ECONNREFUSED",
    "connect ECONNREFUSED",
    "nothing listens on db.example:5433 (connection refused). Start the database, or correct database.host and " +
      "database.port in the stack file.",
  ],
  [
    "ENOTFOUND",
    "getaddrinfo",
    'the host name "db.example" is not known here. Correct database.host in the stack file, or run this where the ' +
      "name resolves.",
  ],
  ["EAI_AGAIN", "getaddrinfo", 'the host name "db.example" could not be looked up just now. Try again.'],
  [
    "ETIMEDOUT",
    "connect",
    "db.example:5433 did not answer in time. Check that this machine may reach it: firewall, network, VPN.",
  ],
  ["EHOSTUNREACH", "connect", "there is no route to db.example:5433. Check the network or VPN."],
  ["ENETUNREACH", "connect", "there is no route to db.example:5433. Check the network or VPN."],
  [
    "57P03",
    "the database system is starting up",
    "PostgreSQL on db.example:5433 is starting up or shutting down. Try again in a moment.",
  ],
  [
    "28P01",
    'password authentication failed for user "admin"',
    `db.example:5433 did not accept the password of "admin". Set the right one: ` +
      `pulumi config set --secret --path 'alfred-storage:database.password'`,
  ],
  [
    "28000",
    "no pg_hba.conf entry",
    `db.example:5433 does not let "admin" in: no pg_hba.conf entry. Check database.administrator and database.tls in ` +
      `the stack file, and the server's pg_hba.conf.`,
  ],
  [
    "3D000",
    'database "platform" does not exist',
    'there is no database "platform" on db.example:5433. Create it, or correct database.name in the stack file.',
  ],
  [
    "42501",
    "permission denied for schema auth",
    `"admin" lacks a privilege in database "platform" on db.example:5433: permission denied for schema auth. Use an ` +
      `administrator that has it, or have it granted.`,
  ],
  [
    "42704",
    'role "nobody_here" does not exist',
    `database "platform" on db.example:5433: role "nobody_here" does not exist. Create it first, or correct its name ` +
      `in the stack file.`,
  ],
  [
    "42P01",
    'relation "storage.objects" does not exist',
    `database "platform" on db.example:5433: relation "storage.objects" does not exist. The storage schema is not in ` +
      `place: run "pulumi up --refresh", so that it is applied again.`,
  ],
  [
    "55P03",
    "canceling statement due to lock timeout",
    'somebody else holds a lock in database "platform" on db.example:5433 for longer than 30 s, such as a long query ' +
      "on storage.objects or another run. Nothing was changed; try again when it is done.",
  ],
  [
    "53300",
    "sorry, too many clients already",
    "db.example:5433 has no free connection. Try again when others have closed theirs.",
  ],
  [
    "57014",
    "canceling statement due to user request",
    'the work in database "platform" on db.example:5433 was cancelled; it was rolled back.',
  ],
  [
    undefined,
    "SASL: SCRAM-SERVER-FIRST-MESSAGE: client password must be a string",
    `db.example:5433 asks for the password of "admin" and none is configured. Set it: ` +
      `pulumi config set --secret --path 'alfred-storage:database.password'`,
  ],
  [
    undefined,
    "The server does not support SSL connections",
    `db.example:5433 does not offer TLS. Set database.tls to "disable" in the stack file, or turn TLS on there.`,
  ],
  [
    "DEPTH_ZERO_SELF_SIGNED_CERT",
    "self-signed certificate",
    "the certificate of db.example:5433 was not accepted: self-signed certificate. Give its authority as " +
      "database.tlsCertificateAuthority in the stack file, or correct database.host.",
  ],
  [
    undefined,
    "Connection terminated unexpectedly",
    "the connection to db.example:5433 was lost or did not come about in time: Connection terminated unexpectedly. " +
      "Try again.",
  ],
  ["XX000", "tuple concurrently updated", 'database "platform" on db.example:5433: tuple concurrently updated'],
];

describe("explain", () => {
  for (const [code, message, sentence] of sentences) {
    it(`says what ${code ?? `"${message}"`} means and what to do`, () => {
      assert.equal(explain(fault(code, message), where), sentence);
    });
  }

  it("gives PostgreSQL's detail and hint, where there are any", () => {
    assert.equal(
      explain(fault("23505", "duplicate key", { detail: "Key (id)=(a) exists.", hint: "Take another" }), where),
      'database "platform" on db.example:5433: duplicate key. Key (id)=(a) exists. Take another',
    );
    const missing = "function auth.nothing() does not exist";
    assert.equal(
      explain(fault("42883", missing, { hint: "No function matches." }), where),
      `database "platform" on db.example:5433: ${missing}. No function matches.`,
    );
    assert.equal(explain(fault("42883", missing), where), `database "platform" on db.example:5433: ${missing}.`);
  });

  it("thinks of a tunnel where nothing listens on this machine's own address", () => {
    assert.equal(
      explain(fault("ECONNREFUSED"), { ...where, host: "127.0.0.1", port: 15432 }),
      "nothing listens on 127.0.0.1:15432 (connection refused). Start the database, or correct database.host and " +
        "database.port in the stack file. Where it has database.reach: tunnel, run the command through the tunnel: " +
        "npm run ops -- tunnel --stack <stack> -- pulumi …",
    );
  });

  it("takes the first failure of a host name with several addresses", () => {
    const several = new AggregateError([fault("ECONNREFUSED", "::1"), fault("ETIMEDOUT", "127.0.0.1")]);
    assert.match(explain(several, where), /^nothing listens on db\.example:5433/);
    assert.equal(isUnreachable(several), true);
  });

  it("leaves a refusal as it is, and adds the SQL to ask for", () => {
    assert.equal(explain(new Refusal("no"), where), "no");
    assert.equal(
      explain(new Refusal("You may not.", ["GRANT a TO b", "GRANT c TO d"]), where),
      "You may not.\nAsk somebody who may to run:\n  GRANT a TO b;\n  GRANT c TO d;",
    );
  });

  it("takes whatever is thrown", () => {
    assert.equal(explain("odd", where), 'database "platform" on db.example:5433: odd');
  });

  it("never says the password, wherever PostgreSQL put it", () => {
    for (const code of [...sentences.map(([known]) => known), "42883", "XX000"]) {
      const leaky = fault(code, "syntax error at hunter2", { detail: "near 'hunter2'", hint: "hunter2hunter2?" });
      assert.doesNotMatch(explain(leaky, where), /hunter2/, code);
      assert.doesNotMatch(explain(new AggregateError([leaky]), where), /hunter2/, code);
    }
    assert.equal(
      explain(fault("XX000", "near hunter2"), where),
      'database "platform" on db.example:5433: near [secret]',
    );
  });

  it("hides nothing where there is no password", () => {
    const open = { host: "h", port: 1, database: "d", username: "u" };
    assert.equal(explain(fault("XX000", "x"), open), 'database "d" on h:1: x');
    assert.equal(explain(fault("XX000", "x"), { ...open, password: "" }), 'database "d" on h:1: x');
  });
});

describe("isUnreachable", () => {
  it("tells a server that was not reached from one that answered", () => {
    const reached = ["28P01", "3D000", "42501", "55P03", undefined];
    assert.deepEqual(
      reached.filter((code) => isUnreachable(fault(code))),
      [],
    );
    const not = ["ECONNREFUSED", "ENOTFOUND", "EAI_AGAIN", "ETIMEDOUT", "EHOSTUNREACH", "ENETUNREACH", "57P03"];
    assert.deepEqual(
      not.filter((code) => !isUnreachable(fault(code))),
      [],
    );
    assert.equal(isUnreachable("odd"), false);
  });
});
