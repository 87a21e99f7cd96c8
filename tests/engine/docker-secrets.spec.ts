import assert from "node:assert/strict";
import { describeWithDocker } from "../harness/docker";
import { assertAbsent } from "./assert-absent";
import { DockerEnvironment } from "./docker-environment";

const containers = ["db-postgres", "db-api", "db-storage", "db-backup"];

describeWithDocker("secrets of the dev stack on Docker", function () {
  this.timeout(300_000);
  let dev: DockerEnvironment;
  let secrets: string[] = [];
  before(async () => {
    dev = await DockerEnvironment.start({
      change: (file) => {
        file.setIn(["config", "alfred-storage:service", "s3Protocol"], file.createNode({ region: "us-west-2" }));
      },
    });
  });
  after(() => dev.end());

  it("stand in no log line at the highest verbosity", async () => {
    const verbose = ["--logtostderr", "-v=9"];
    const up = await dev.project.run(["up", "--yes", "--skip-preview", "--stack", "dev", ...verbose]);
    assert.equal(up.exitCode, 0, up.stdout);
    assert.ok(up.stderr.length > 100_000, "the log is there");
    const { anonKey, serviceRoleKey, s3Protocol } = await dev.project.outputs();
    secrets = [
      ...(await dev.generated()),
      ...Object.values(s3Protocol as Record<string, string>),
      String(anonKey),
      String(serviceRoleKey),
    ];
    // Administrator, three roles, recovery points; the key that signs nothing, one of tokens, one of URLs; twice the S3
    // protocol's pair; and both API keys.
    assert.equal(secrets.filter((secret) => secret.length >= 20).length, 14);
    assertAbsent(secrets, { "standard output": up.stdout, log: up.stderr });
  });

  it("stand in neither the state nor a preview", async () => {
    const state = JSON.stringify(await dev.project.exportState());
    assert.match(state, /ciphertext/);
    dev.set(["keys", "tokens"], { sign: "first", accept: ["first", "second"] });
    const preview = await dev.project.preview({ args: ["--diff"] });
    assert.equal(preview.exitCode, 0);
    assertAbsent(secrets, { state, preview: preview.stdout + preview.stderr });
  });

  it("stand neither in docker inspect nor in a container's environment or log", async () => {
    for (const name of containers) {
      const log = await dev.docker.run(["logs", name]);
      assertAbsent(secrets, {
        [`inspect ${name}`]: await dev.docker.must(["inspect", name]),
        [`environment of ${name}`]: await dev.docker.must(["exec", name, "env"]),
        [`processes of ${name}`]: await dev.docker.must(["top", name, "-eo", "pid,args"]),
        [`log of ${name}`]: log.stdout + log.stderr,
      });
    }
  });
});
