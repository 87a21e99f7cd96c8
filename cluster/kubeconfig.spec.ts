import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { loadKubeConfig } from "./kubeconfig";

describe("the kubeconfig", () => {
  let folder: string;
  let file: string;
  const { KUBECONFIG, HOME } = process.env;
  beforeEach(() => {
    folder = mkdtempSync(path.join(tmpdir(), "kubeconfig-"));
    file = path.join(folder, "config");
    process.env["KUBECONFIG"] = file;
    process.env["HOME"] = folder;
  });
  afterEach(() => {
    for (const [name, value] of Object.entries({ KUBECONFIG, HOME })) {
      if (value === undefined) Reflect.deleteProperty(process.env, name);
      else process.env[name] = value;
    }
    rmSync(folder, { recursive: true, force: true });
  });

  const write = (current: string | undefined, cluster = "one") => {
    const config = {
      clusters: [{ name: "one", cluster: { server: "https://one" } }],
      users: [{ name: "me", user: { token: "secret" } }],
      contexts: ["a", "b"].map((name) => ({ name, context: { cluster, user: "me" } })),
      ...(current === undefined ? {} : { "current-context": current }),
    };
    writeFileSync(file, JSON.stringify(config));
  };
  const refusal = async (context?: string) => {
    try {
      return (await loadKubeConfig(context)).getCurrentContext();
    } catch (error) {
      return (error as Error).message.replace(file, "FILE");
    }
  };

  it("is used in the context that is named, else in its current one", async () => {
    write("a");
    assert.deepEqual([await refusal(), await refusal("b")], ["a", "b"]);
  });

  it("has a sentence for everything that may be missing", async () => {
    assert.equal(await refusal(), "The kubeconfig FILE (environment variable KUBECONFIG) does not exist.");
    write("a");
    assert.equal(
      await refusal("c"),
      'The kubeconfig has no context "c", which kubernetes.context in the stack file names. It has: a, b.',
    );
    for (const current of [undefined, "gone"]) {
      write(current);
      assert.equal(
        await refusal(),
        "The kubeconfig names no current context. Set kubernetes.context in the stack file to one of: a, b.",
      );
    }
    write("a", "two");
    assert.equal(await refusal(), `The kubeconfig's context "a" names a cluster that is not in it.`);
    writeFileSync(file, "a: [");
    assert.match(await refusal(), /^The kubeconfig FILE \(environment variable KUBECONFIG\) cannot be read: /);
    process.env["KUBECONFIG"] = "";
    assert.match(await refusal(), /^There is no kubeconfig: neither ~\/\.kube\/config nor the environment variable/);
  });
});
