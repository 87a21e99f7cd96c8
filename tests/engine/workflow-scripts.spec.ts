import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import path from "node:path";
import { writePack } from "../harness/policy-pack";
import { run } from "../harness/run";
import { Environment } from "./environment";
import { steps } from "./stack-environment";

describe("the scripts of the workflows", function () {
  this.timeout(300_000);
  let environment: Environment;
  let pack: string;
  before(async () => {
    environment = await Environment.start("15");
    pack = writePack(environment.project.folder);
    await environment.up();
  });
  after(() => environment.end());

  const file = (name: string) => path.join(environment.project.folder, name);
  const script = (name: string, ...args: string[]) => {
    const { env, folder } = environment.project;
    return run(file(`.github/${name}`), ["dev", ...args], { cwd: folder, env: { ...env, POLICY_PACK: pack } });
  };
  const preview = (...args: string[]) => script("preview.sh", "--output", file("comment.md"), ...args);
  const comment = () => readFileSync(file("comment.md"), "utf8");
  const deploy = () => script("deploy.sh", file("approval.json"));
  const limit = (size: string) => {
    environment.editBucket("user-uploads", { fileSizeLimit: size });
  };

  it("deploy what was approved", async () => {
    limit("8MiB");
    const { exitCode, stdout, stderr } = await preview("--approval", file("approval.json"));
    assert.deepEqual([exitCode, stdout, stderr], [0, "", ""]);
    assert.match(comment(), /^- The bucket `user-uploads` takes files up to 8MiB, before 5MiB\./m);
    const deployed = await deploy();
    assert.equal(deployed.exitCode, 0, deployed.stderr);
    assert.match(deployed.stdout, /^The preview is the one that was approved: 1 operation\.$/m);
    assert.deepEqual(steps(await environment.preview()), []);
  });

  it("do nothing where the preview is another than the approved one", async () => {
    limit("9MiB");
    assert.equal((await preview("--approval", file("approval.json"))).exitCode, 0);
    await environment.sql("UPDATE storage.buckets SET public = true WHERE id = 'agent-documents'");
    const { exitCode, stdout, stderr } = await deploy();
    assert.deepEqual(
      [exitCode, stdout, stderr.trim()],
      [
        4,
        "",
        "The preview is not the one that was approved. Approve the new one.\n" +
          "- Not approved: update storagedb:index:Bucket agent-documents.",
      ],
    );
    const [bucket] = await environment.sql("SELECT file_size_limit FROM storage.buckets WHERE id = 'user-uploads'");
    assert.equal(Number(bucket?.["file_size_limit"]), 8 * 2 ** 20);
    limit("8MiB");
  });

  it("tell of drift, and of none", async () => {
    assert.equal((await preview("--expect-no-changes")).exitCode, 5);
    assert.match(comment(), /^- `Bucket` `agent-documents` differs: `public`\.$/m);
    await environment.project.up({ args: ["--refresh"] });
    assert.equal((await preview("--expect-no-changes")).exitCode, 0);
    assert.match(comment(), /^\*\*Nothing changes\.\*\*$/m);
  });

  it("tell how many objects would be lost, and whether that is agreed to", async () => {
    await environment.sql("INSERT INTO storage.objects (bucket_id, name) VALUES ('user-uploads', 'a')");
    const before = environment.project.readStackFile();
    environment.removeBucket("user-uploads");
    assert.equal((await preview()).exitCode, 3);
    assert.match(comment(), /It holds \*\*1 object\*\*, so `pulumi up` will refuse\./);
    assert.equal((await preview("--allow-data-loss")).exitCode, 0);
    environment.restore(before);
  });

  it("fail where a mandatory policy is violated, and where there is no preview at all", async () => {
    const before = environment.project.readStackFile();
    environment.editBucket("agent-documents", { public: true });
    assert.equal((await preview()).exitCode, 1);
    assert.match(comment(), /^- `no-public-documents` on `agent-documents`: /m);
    environment.restore(before);
    const { env, folder } = environment.project;
    const args = ["dev", "--output", file("comment.md")];
    const failed = await run(file(".github/preview.sh"), args, { cwd: folder, env: { ...env, POLICY_PACK: "absent" } });
    assert.equal(failed.exitCode, 1);
    assert.match(comment(), /^\*\*The preview failed\.\*\*/m);
  });
});
