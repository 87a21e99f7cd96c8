import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { readPreview } from ".";
import { fixture, fixtureFile } from "../testing-fixtures";
import { withoutSecrets } from "./changes";
import { messageOf } from "./messages";
import { readPolicies } from "./policies";

describe("what a preview printed", () => {
  const refused = (text: string, message: RegExp) => {
    assert.throws(() => readPreview(text), { name: "Error", message });
  };

  it("is told from what is none, in words", () => {
    refused(" \n", /^There is no preview: the input is empty\. Pulumi ended before it began/);
    refused(
      "Previewing update (dev):",
      /^The input is no preview: line 1 is not JSON\. Give what pulumi preview --json printed\.$/,
    );
    refused('{"steps":[{"op":"create"}]}', /^The preview is not in the form[^]*expected string[^]*steps\[0\]\.urn/);
    refused(
      '{"sequence":0,"diagnosticEvent":{}}',
      /^The event in line 1 is not in the form[^]*diagnosticEvent\.message/,
    );
    refused('{"sequence":0,"cancelEvent":{}}\nnot JSON\n{"sequence":1}', /line 2 is not JSON/);
  });

  it("failed where the engine was cut off", () => {
    const whole = readFileSync(fixtureFile("drift"), "utf8").trim();
    assert.equal(readPreview(whole).failed, false);
    assert.equal(readPreview(whole.slice(0, -20)).failed, true);
    assert.equal(readPreview("{}").failed, true);
  });

  it("says the same of drift in both of its forms", () => {
    const inOrder = (name: string) =>
      fixture(name)
        .found.map(({ name: resource, gone, paths }) => [resource, gone, paths])
        .sort();
    assert.deepEqual(inOrder("drift"), [
      ["agent-documents", false, ["public"]],
      ["system-backups", true, []],
    ]);
    assert.deepEqual(inOrder("drift-digest"), inOrder("drift"));
  });

  it("hides every secret, in whatever form one comes", () => {
    const signed = { "4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270", ciphertext: "abc" };
    assert.deepEqual(withoutSecrets({ a: [signed], b: { c: signed, d: 1 } }), {
      a: ["[secret]"],
      b: { c: "[secret]", d: 1 },
    });
    assert.equal(messageOf("debug", "password=hunter2"), undefined);
  });

  it("has messages without the engine's own words around them", () => {
    const text = (message: string) => messageOf("error", message)?.text;
    assert.equal(text('error: Preview failed: before hook "x" failed: it is so\n'), "it is so");
    assert.equal(
      text(
        "error: storagedb:index:DataLocation resource 'l': property volumes.a value {<nil>} has a problem: it is so",
      ),
      "it is so",
    );
    assert.equal(text("\u001b[31merror: \u001b[0mred"), "red");
    assert.equal(text("error: preview failed\n"), undefined);
  });

  it("may have verdicts of the rehearsal beside it", () => {
    const verdicts = [
      { policy: "p", level: "mandatory", resource: "urn:pulumi:prod::a::b::name", message: "no" },
      { policy: "q", level: "advisory", resource: null, message: "maybe" },
    ];
    assert.deepEqual(readPolicies(JSON.stringify(verdicts), "policies.json"), [
      { policy: "p", level: "mandatory", resource: "name", message: "no" },
      { policy: "q", level: "advisory", message: "maybe" },
    ]);
    assert.throws(() => readPolicies("{}", "policies.json"), {
      message: /^policies\.json has no verdicts of policies:/,
    });
  });
});
