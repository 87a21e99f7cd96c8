import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { hostname } from "node:os";
import fc from "fast-check";
import { isDead, thisMachine, type Machine } from "./restic-owner";

const now = new Date("2026-11-27T12:00:00Z");
const minutesAgo = (minutes: number) => new Date(now.getTime() - minutes * 60_000);
const machine = (more: Partial<Machine> = {}): Machine => ({
  host: "here",
  now,
  booted: minutesAgo(600),
  ranAt: () => false,
  ...more,
});
const lives = machine({ ranAt: () => true });

describe("the owner of a lock", () => {
  it("is dead where it runs no more on this machine", () => {
    const lock = { host: "here", pid: 7, time: minutesAgo(3) };
    assert.equal(isDead(lock, machine()), true);
    assert.equal(isDead(lock, lives), false);
  });

  it("is asked for by its id and by when it refreshed the lock", () => {
    const asked: unknown[] = [];
    const ranAt = (...of: unknown[]) => asked.push(of) > 0;
    isDead({ host: "here", pid: 7, time: minutesAgo(3) }, machine({ ranAt }));
    assert.deepEqual(asked, [[7, minutesAgo(3)]]);
  });

  it("is dead where this machine was started since, whoever has its id now", () => {
    const booted = minutesAgo(2);
    assert.equal(isDead({ host: "here", pid: 7, time: minutesAgo(3) }, { ...lives, booted }), true);
    assert.equal(isDead({ host: "there", pid: 7, time: minutesAgo(3) }, { ...lives, booted }), false);
  });

  it("is dead after half an hour without a sign of life, wherever it was", () => {
    for (const host of ["here", "there"]) {
      assert.equal(isDead({ host, pid: 7, time: minutesAgo(30.01) }, lives), true);
      assert.equal(isDead({ host, pid: 7, time: minutesAgo(29.99) }, lives), false);
    }
  });

  it("is never dead on another machine until then", () => {
    fc.assert(
      fc.property(fc.double({ min: -60, max: 30, noNaN: true }), fc.nat(), fc.boolean(), (age, pid, ran) => {
        assert.equal(isDead({ host: "there", pid, time: minutesAgo(age) }, machine({ ranAt: () => ran })), false);
      }),
    );
  });
});

describe("this machine", () => {
  it("has its name, and was started before now", () => {
    const { host, booted } = thisMachine();
    assert.equal(host, hostname());
    assert.ok(booted.getTime() < Date.now() - process.uptime() * 1000);
  });

  it("knows processes that run, not those that began later, are nobody's any more or never were", async () => {
    const { ranAt } = thisMachine();
    assert.equal(ranAt(process.pid, new Date()), true);
    assert.equal(ranAt(process.pid, new Date(Date.now() - process.uptime() * 1000 - 60_000)), false);
    const child = spawn(process.execPath, ["-e", "setInterval(() => {}, 1000)"], { stdio: "ignore" });
    await once(child, "spawn");
    const pid = child.pid ?? 0;
    assert.equal(ranAt(pid, new Date()), true);
    child.kill("SIGKILL");
    await once(child, "exit");
    assert.equal(ranAt(pid, new Date()), false);
  });

  it("does not take one for alive that waits for nothing but its parent", async function () {
    if (process.platform !== "linux") this.skip();
    // The shell becomes another program and so never asks how its child ended.
    const parent = spawn("sh", ["-c", "sleep 0.5 & echo $!; exec sleep 30"], { stdio: ["ignore", "pipe", "ignore"] });
    const [said] = (await once(parent.stdout, "data")) as [Buffer];
    const pid = Number(said.toString());
    while (thisMachine().ranAt(pid, new Date())) await new Promise((resolve) => setTimeout(resolve, 50));
    assert.equal(process.kill(pid, 0), true);
    parent.kill("SIGKILL");
    await once(parent, "exit");
  });
});
