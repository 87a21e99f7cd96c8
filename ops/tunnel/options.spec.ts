import assert from "node:assert/strict";
import { readOptions } from "./options";

describe("the options of ops tunnel", () => {
  const read = (text: string) => readOptions(text.split(" "));

  it("leaves everything after -- to the command", () => {
    assert.deepEqual(
      read("--stack prod --for 30m --pull-secret a --pull-secret b -- pulumi up --stack prod -- --help"),
      {
        stack: "prod",
        deadline: 1800,
        pullSecrets: ["a", "b"],
        command: ["pulumi", "up", "--stack", "prod", "--", "--help"],
        ifNeeded: false,
      },
    );
    assert.deepEqual(read("--stack prod"), {
      stack: "prod",
      deadline: 14_400,
      pullSecrets: [],
      command: [],
      ifNeeded: false,
    });
    assert.equal(read("--stack dev --if-needed -- ls")?.ifNeeded, true);
    assert.equal(read("--help"), undefined);
  });

  it("says what is wrong", () => {
    for (const [args, message] of [
      ["--stck prod", /^Unknown option '--stck'/],
      ["-- ls", /^Which stack\? Name it with --stack\.$/],
      ["--stack prod pulumi up", /^Put -- before the command: -- pulumi up$/],
      ["--stack prod --", /^There is no command after --\.$/],
      ["--stack prod --if-needed", /^--if-needed is for a command: put it after --\.$/],
      ["--stack prod --for 4", /^--for is a time from 5m to 24h, not 4\.$/],
      ["--stack prod --for 1m", /^--for is a time from 5m to 24h, not 1m\.$/],
      ["--stack prod --for 25h", /^--for is a time from 5m to 24h, not 25h\.$/],
    ] as const) {
      assert.throws(() => read(args), { message });
    }
  });
});
