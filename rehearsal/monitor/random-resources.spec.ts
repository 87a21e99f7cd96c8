import assert from "node:assert/strict";
import * as pulumi from "@pulumi/pulumi";
import * as random from "@pulumi/random";
import { registered } from "../../storagedb/testing-program";
import type { EmbeddedDatabase } from "../embedded";
import { carryOutOn } from "./carry-out";
import { type MadeAtRandom, randomResources } from "./random-resources";

function make(type: "Password" | "Bytes", inputs: object): MadeAtRandom {
  const made = randomResources[`random:index/random${type}:Random${type}`]?.(inputs);
  assert.ok(made);
  return made;
}

describe("random resources in the rehearsal", () => {
  it("are passwords of the kinds of characters that are asked for", () => {
    const { id, state, secrets, forms } = make("Password", { length: 200, special: false });
    assert.match(String(state["result"]), /^[A-Za-z0-9]{200}$/);
    assert.deepEqual([id, secrets, forms], ["none", ["result"], [state["result"]]]);
    assert.match(
      String(make("Password", { length: 50, overrideSpecial: "_", upper: false }).state["result"]),
      /^[a-z0-9_]{50}$/,
    );
    assert.throws(
      () => make("Password", { length: 5, upper: false, lower: false, numeric: false, special: false }),
      /^Error: a random password needs at least one kind of characters$/,
    );
  });

  it("are as many bytes as are asked for, in both of the provider's forms", () => {
    const { state, secrets } = make("Bytes", { length: 32, keepers: { a: "b" } });
    const { base64, hex, ...inputs } = state as { base64: string; hex: string };
    assert.deepEqual(Buffer.from(base64, "base64"), Buffer.from(hex, "hex"));
    assert.deepEqual([hex.length, secrets, inputs], [64, ["base64", "hex"], { length: 32, keepers: { a: "b" } }]);
    assert.throws(() => make("Bytes", { length: 0 }));
  });

  it("are different at every run", () => {
    for (const type of ["Password", "Bytes"] as const) {
      const forms = Array.from({ length: 20 }, () => make(type, { length: 16 }).forms).flat();
      assert.equal(new Set(forms).size, forms.length);
    }
  });

  it("arrive in the program as secrets, and are kept for the search", async () => {
    const kept: string[] = [];
    // Nothing here lives in a database, and nothing is said.
    const carryOut = carryOutOn(undefined as unknown as EmbeddedDatabase, [], {
      say: () => undefined,
      keepSecret: (secret) => kept.push(secret),
    });
    let outputs: pulumi.Output<string>[] = [];
    const resources = await registered(() => {
      const bytes = new random.RandomBytes("bytes", { length: 33 });
      outputs = [new random.RandomPassword("password", { length: 40 }).result, bytes.base64, bytes.hex];
    }, carryOut);
    assert.deepEqual(
      resources.map(({ name }) => name),
      ["bytes", "password"],
    );
    for (const output of outputs) assert.equal(await pulumi.isSecret(output), true);
    const values = await new Promise<string[]>((resolve) => pulumi.all(outputs).apply(resolve));
    const url = values[1]?.replaceAll("+", "-").replaceAll("/", "_");
    assert.deepEqual(new Set(kept), new Set([...values, url]));
  });
});
