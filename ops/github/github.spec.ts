import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { githubComment } from "./comment";
import { githubIssue } from "./issue";
import { TestGitHub } from "./testing-github";

const marker = "<!-- alfred-storage preview: prod -->";
const second = "<!-- alfred-storage preview: prod, part 2 -->";

describe("ops github", () => {
  let github: TestGitHub;
  let folder: string;
  let file: string;
  let said: string[];
  const { log, error } = console;
  beforeEach(async () => {
    github = await TestGitHub.start();
    folder = mkdtempSync(path.join(tmpdir(), "github-"));
    file = path.join(folder, "comment.md");
    said = [];
    console.log = console.error = (text: string) => said.push(text);
  });
  afterEach(async () => {
    Object.assign(console, { log, error });
    rmSync(folder, { recursive: true });
    await github.stop();
  });

  const write = (...parts: string[]) => {
    for (const [index, part] of parts.entries()) writeFileSync(index === 0 ? file : `${file}.${index + 1}`, part);
  };
  const bodies = () => github.comments.map(({ body }) => body);

  describe("comment", () => {
    const comment = (environment = github.environment) => githubComment(["--pull-request", "12", file], environment);

    it("is made, and then written anew, among others and on a later page", async () => {
      for (let index = 0; index < 150; index++) github.comment(12, `${index}`, "User");
      write(`${marker}\nfirst`);
      assert.equal(await comment(), 0);
      write(`${marker}\nsecond`);
      assert.equal(await comment(), 0);
      assert.deepEqual(bodies().slice(150), [`${marker}\nsecond`]);
    });

    it("is none that a person wrote, nor that of another stack", async () => {
      github.comment(12, `${marker}\nquoted`, "User");
      github.comment(12, "<!-- alfred-storage preview: prod-2 -->\nother");
      write(`${marker}\nours`);
      assert.equal(await comment(), 0);
      assert.deepEqual(bodies().slice(2), [`${marker}\nours`]);
    });

    it("in several parts loses those that it does not need any more", async () => {
      write(`${marker}\none`, `${second}\ntwo`);
      assert.equal(await comment(), 0);
      rmSync(`${file}.2`);
      assert.deepEqual(bodies(), [`${marker}\none`, `${second}\ntwo`]);
      assert.equal(await comment(), 0);
      assert.deepEqual(bodies(), [`${marker}\none`]);
    });

    it("is tried again where GitHub is in trouble, and not where it says no", async () => {
      write(`${marker}\none`);
      github.answers.push({ status: 502, body: {} });
      assert.equal(await comment(), 0);
      github.answers.push({ status: 403, body: { message: "Resource not accessible by integration" } });
      assert.equal(await comment(), 1);
      assert.deepEqual(said, [
        "GitHub refused GET issues/12/comments?per_page=100&page=1: 403 Resource not accessible by integration. Give the job " +
          "the permission that it needs.",
      ]);
    });

    it("says what is missing", async () => {
      const failed = async (environment?: NodeJS.ProcessEnv) => {
        assert.equal(await comment(environment), 1);
        return said.pop();
      };
      assert.equal(await failed(), `There is no file ${file}.`);
      write("no marker");
      assert.match(String(await failed()), /does not begin with a comment by which it can be found again/);
      write(marker);
      assert.match(
        String(await failed({ ...github.environment, GITHUB_TOKEN: "" })),
        /^The environment variable GITHUB_TOKEN is not set/,
      );
      const away = { ...github.environment, GITHUB_API_URL: "http://127.0.0.1:1" };
      assert.match(String(await failed(away)), /^GitHub was not reached at http:\/\/127\.0\.0\.1:1: /);
      assert.equal(await githubComment([file], github.environment), 2);
      assert.match(String(said.pop()), /^Which pull request\? --pull-request is its number\./);
    }).timeout(30_000);
  });

  describe("issue", () => {
    const issue = (status: number) =>
      githubIssue(["--title", "Drift in prod", "--status", String(status), file], github.environment);

    it("is opened, written anew and closed, and there is one", async () => {
      github.issue(`${marker}\na pull request`, ["drift"], true);
      write(`${marker}\nfirst`);
      assert.equal(await issue(5), 0);
      write(`${marker}\nsecond`);
      assert.equal(await issue(1), 0);
      const { number, body, title, state } = github.issues.at(-1) ?? {};
      assert.deepEqual([github.issues.length, body, title, state], [2, `${marker}\nsecond`, "Drift in prod", "open"]);
      assert.equal(await issue(0), 0);
      assert.equal(github.issues.at(-1)?.state, "closed");
      assert.deepEqual(bodies(), ["Nothing differs any more."]);
      assert.deepEqual(said, [
        `Opened: #${number}.`,
        `Written anew: #${number}.`,
        `Nothing differs any more: closed #${number}.`,
      ]);
    });

    it("is not touched where nothing differs and none is open", async () => {
      write(marker);
      assert.equal(await issue(0), 0);
      assert.deepEqual([said, github.asked], [["Nothing differs, and no issue says otherwise."], ["GET issues"]]);
    });
  });
});
