import assert from "node:assert/strict";
import * as pulumi from "@pulumi/pulumi";
import { registered } from "../storagedb/testing-program";
import { rolloutHooks, type Rollouts } from "./kubernetes-rollout";

/** What comes of the look at a Deployment after it was changed: what the hook throws, and what it warns of. */
async function looked(rollouts: Rollouts) {
  const [warnings, { warn }] = [[] as string[], pulumi.log];
  let said: string | undefined;
  Object.assign(pulumi.log, { warn: (text: string) => Promise.resolve(void warnings.push(text)) });
  try {
    let hook: pulumi.ResourceHook | undefined;
    await registered(() => {
      [hook] = (rolloutHooks({ ...rollouts, name: "db-api", app: "api", minutes: 10 }).afterUpdate ??
        []) as pulumi.ResourceHook[];
    });
    await hook?.callback({ newOutputs: { metadata: { namespace: "platform", name: "api" } } } as never);
  } catch (error) {
    said = (error as Error).message;
  } finally {
    Object.assign(pulumi.log, { warn });
  }
  return { said, warnings };
}

const none = () => Promise.resolve([]);

describe("the look at a rollout", () => {
  it("is at the Deployment itself, for as long as a rollout may take, and says nothing where it ended", async () => {
    const asked: unknown[] = [];
    const ended: Rollouts["ended"] = (...of) => Promise.resolve(asked.push(of) > 0);
    assert.deepEqual(await looked({ ended, reasons: none }), { said: undefined, warnings: [] });
    assert.deepEqual(asked, [["platform", "api", 10]]);
  });

  it("fails with the pods' reasons", async () => {
    const reasons: Rollouts["reasons"] = (...of) => Promise.resolve([`  ${of.join(" ")}: pending`]);
    assert.deepEqual(await looked({ ended: () => Promise.resolve(false), reasons }), {
      said: "db-api does not get ready. The cluster says:\n  platform api: pending",
      warnings: [],
    });
  });

  it("fails also where the cluster knows of none", async () => {
    const { said } = await looked({ ended: () => Promise.resolve(false), reasons: none });
    assert.equal(said, "db-api did not get ready in 10 minutes.");
  });

  it("warns where the cluster cannot be asked", async () => {
    const ended = () => Promise.reject(new Error("The user may not get deployments"));
    assert.deepEqual(await looked({ ended, reasons: none }), {
      said: undefined,
      warnings: ["db-api: whether its rollout has ended is not known: The user may not get deployments"],
    });
  });
});
