import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { onEnd } from "../harness/cleanup";
import { describeWithDocker } from "../harness/docker";
import { run, runOrFail } from "../harness/run";
import { DockerEnvironment } from "./docker-environment";
import { steps } from "./stack-environment";

const text = "Nobody who takes the disk may read this.";

describeWithDocker("the file backend on an encrypted folder (gocryptfs)", function () {
  this.timeout(300_000);
  const scratch = mkdtempSync(path.join(tmpdir(), "alfred-encrypted-"));
  const [cipher, plain, password] = ["cipher", "plain", "password"].map((name) => path.join(scratch, name)) as [
    string,
    string,
    string,
  ];
  const mount = () => runOrFail("gocryptfs", ["-q", "-passfile", password, "-allow_other", cipher, plain]);
  const unmount = () => run("umount", ["--lazy", plain]);
  let dev: DockerEnvironment;

  before(async () => {
    mkdirSync(cipher);
    mkdirSync(plain);
    writeFileSync(password, "scratch");
    await runOrFail("gocryptfs", ["-q", "-init", "-passfile", password, cipher]);
    onEnd(() => {
      rmSync(scratch, { recursive: true, force: true });
    });
    dev = await DockerEnvironment.start();
    dev.set(["service", "encryptAtRest"], true);
  });
  after(async () => {
    await dev.end();
    await unmount();
    rmSync(scratch, { recursive: true, force: true });
  });

  const refusal = async () => {
    const preview = await dev.project.preview();
    assert.notEqual(preview.exitCode, 0);
    assert.deepEqual(
      preview.steps.filter(({ type }) => type.startsWith("docker:")),
      [],
    );
    return preview.stdout;
  };

  it("is refused without a folder, with what to do, since the service encrypts nothing", async () => {
    assert.match(await refusal(), /alfred-storage:service\.encryptAtRest \(true\) .*service\.hostFolder/s);
  });

  it("is refused where the folder is not mounted", async () => {
    dev.set(["service", "hostFolder"], plain);
    assert.match(await refusal(), /alfred-storage:service\.hostFolder: .* which is not encrypted; mount/);
  });

  it("stores files that the disk does not show", async () => {
    await mount();
    await dev.up();
    const token = await dev.output("serviceRoleKey");
    const headers = { "content-type": "text/plain" };
    const object = "/object/agent-documents/secret.txt";
    assert.equal((await dev.ask(object, { method: "POST", token, headers, body: text })).status, 200);
    assert.equal(await (await dev.ask(object, { token })).text(), text);
    const files = (folder: string) =>
      readdirSync(folder, { recursive: true, withFileTypes: true })
        .filter((entry) => entry.isFile())
        .map((entry) => path.join(entry.parentPath, entry.name));
    assert.equal(files(plain).filter((file) => readFileSync(file, "utf8") === text).length, 1);
    const onDisk = files(cipher);
    assert.ok(onDisk.length > files(plain).length, "with the folder's own settings");
    for (const file of onDisk) assert.equal(readFileSync(file).includes("Nobody who takes"), false, file);
    assert.deepEqual(steps(await dev.up()), []);
  });
});
