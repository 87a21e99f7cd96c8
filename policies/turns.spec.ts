import assert from "node:assert/strict";
import { setImmediate } from "node:timers/promises";
import { Turns } from "./turns";

describe("Which policies are asked", () => {
  const turns = () => {
    const one = new Turns();
    return {
      name: one.name.bind(one),
      asked: one.asked.bind(one),
      are: (...all: string[]) => all.filter((policy) => one.isToBeAsked(policy)),
    };
  };

  it("are all, where none were named", () => {
    assert.deepEqual(turns().are("a", "b"), ["a", "b"]);
  });

  it("are those that were named, each once", () => {
    const { name, asked, are } = turns();
    name("urn:1", ["a", "b"]);
    assert.deepEqual(are("a", "b", "c"), ["a", "b"]);
    asked("a", "urn:1");
    assert.deepEqual(are("a", "b", "c"), ["b"]);
  });

  it("are none, where that was said", () => {
    const { name, are } = turns();
    name("urn:1", []);
    assert.deepEqual(are("a"), []);
  });

  it("are all again, once the request is over", async () => {
    const { name, are } = turns();
    name("urn:1", ["a"]);
    await Promise.resolve();
    assert.deepEqual(are("a", "b"), ["a"], "it is not over where a policy's promise is waited for");
    await setImmediate();
    assert.deepEqual(are("a", "b"), ["a", "b"]);
  });

  it("are asked until they have seen every resource of requests that overlap, be they asked about others in between", () => {
    const { name, asked, are } = turns();
    name("urn:1", ["a"]);
    name("urn:2", ["b"]);
    name("urn:3", ["a"]);
    asked("a", "urn:2");
    asked("a", "urn:3");
    assert.deepEqual(are("a", "b"), ["a", "b"]);
    asked("a", "urn:1");
    assert.deepEqual(are("a", "b"), ["b"]);
  });

  it("are asked twice about a resource for which they were named twice", () => {
    const { name, asked, are } = turns();
    name("urn:1", ["a"]);
    name("urn:1", ["a"]);
    asked("a", "urn:1");
    assert.deepEqual(are("a"), ["a"]);
    asked("a", "urn:1");
    assert.deepEqual(are("a"), []);
  });

  it("are left as they are by one that is asked without having been named", () => {
    const { name, asked, are } = turns();
    asked("a", "urn:1");
    name("urn:1", ["a"]);
    assert.deepEqual(are("a"), ["a"]);
  });
});
