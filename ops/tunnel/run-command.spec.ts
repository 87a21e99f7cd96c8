import assert from "node:assert/strict";
import { setTimeout as sleep } from "node:timers/promises";
import { runCommand } from "./run-command";

describe("a command that is run with a tunnel around it", () => {
  const node = (program: string) => [process.execPath, "-e", program];

  it("gives its status, or that of the signal that ended it", async () => {
    assert.equal(await runCommand(node("process.exit(7)")), 7);
    assert.equal(await runCommand(node("process.kill(process.pid, 'SIGKILL')")), 137);
  });

  it("has the status of a shell where it cannot be run", async () => {
    await assert.rejects(runCommand(["no-such-command"]), {
      message: 'There is no command "no-such-command" here.',
      status: 127,
    });
    await assert.rejects(runCommand([__dirname]), { status: 126 });
  });

  it("gets no Ctrl+C twice where a terminal passes it on, and everything else", async () => {
    const program = "process.on('SIGINT', () => process.exit(8)); setInterval(() => {}, 1000);";
    const before = process.listenerCount("SIGINT");
    const ended = runCommand(node(program), true);
    await sleep(500);
    // Not to mocha, which has handlers of its own.
    const send = (signal: NodeJS.Signals) => {
      (process.listeners(signal).at(-1) as () => void)();
    };
    send("SIGINT");
    send("SIGHUP");
    await sleep(100);
    send("SIGTERM");
    assert.equal(await ended, 143);
    assert.equal(process.listenerCount("SIGINT"), before);
  });
});
