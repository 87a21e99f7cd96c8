import assert from "node:assert/strict";
import { mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { describeWithDocker } from "../harness/docker";
import { DockerEnvironment, images } from "./docker-environment";
import { messages, steps } from "./stack-environment";

const replaced = (name: string) => [
  `create-replacement docker:index/container:Container ${name}`,
  `delete-replaced docker:index/container:Container ${name}`,
  `replace docker:index/container:Container ${name}`,
];
const replacedImage = (name: string) => [
  `create-replacement docker:index/remoteImage:RemoteImage ${name}-image`,
  `delete-replaced docker:index/remoteImage:RemoteImage ${name}-image`,
  `replace docker:index/remoteImage:RemoteImage ${name}-image`,
];
const volumes = [
  "alfred-backups",
  "db-postgres-data",
  "db-storage-data",
  "llm-service-data",
  "monitoring-dashboard-data",
  "monitoring-metrics-data",
  "redis-data",
  "vector-db-data",
];

describeWithDocker("the dev stack on a real Docker Engine", function () {
  this.timeout(300_000);
  let dev: DockerEnvironment;
  before(async () => {
    dev = await DockerEnvironment.start();
    console.log("    real: the engine, the Docker Engine, PostgreSQL, the plugins docker, random and storagedb");
    console.log("    stand-ins: the plugin postgresql, the images of PostgREST and the storage service");
    await another(images.storage, "example/storage-api:2");
    await another(images.database, "example/postgres:15.2");
  });
  after(() => dev.end());

  /** The same programs under another id, as a new version has one. */
  const another = async (image: string, name: string) => {
    const container = await dev.docker.must(["create", image]);
    await dev.docker.must(["commit", "--change", `LABEL version=${name}`, container, name]);
    await dev.docker.must(["rm", "--volumes", container]);
  };
  const containers = async () => (await dev.docker.must(["ps", "--all", "--format", "{{.Names}}"])).split("\n").sort();
  const text = "Test file content";
  const upload = async (name: string) =>
    dev.ask(`/object/agent-documents/${name}`, {
      method: "POST",
      token: await dev.output("serviceRoleKey"),
      headers: { "content-type": "text/plain" },
      body: text,
    });
  const download = async (name: string) => {
    const answer = await dev.ask(`/object/agent-documents/${name}`, { token: await dev.output("serviceRoleKey") });
    return { status: answer.status, type: answer.headers.get("content-type"), body: await answer.text() };
  };
  const stored = { status: 200, type: "text/plain", body: text };

  it("previews on nothing, without a warning", async () => {
    const preview = await dev.preview();
    assert.ok(preview.steps.length > 60);
    assert.ok(preview.steps.every(({ op }) => op === "create"));
    assert.deepEqual(messages(preview, "warning"), []);
    assert.deepEqual(messages(preview, "error"), []);
  });

  it("comes up from nothing in one go, with the seed's volumes and containers", async () => {
    await dev.up();
    assert.deepEqual((await dev.docker.must(["volume", "ls", "--format", "{{.Name}}"])).split("\n").sort(), volumes);
    assert.deepEqual(await containers(), ["db-api", "db-backup", "db-postgres", "db-storage"]);
    assert.equal((await dev.docker.inspect("db-storage")).State.Health?.Status, "healthy");
    assert.equal((await dev.docker.inspect("db-postgres")).State.Health?.Status, "healthy");
  });

  it("publishes its ports on the loopback address, and PostgREST not at all", async () => {
    const published = async (name: string) => (await dev.docker.inspect(name)).HostConfig.PortBindings ?? {};
    assert.deepEqual(await published("db-storage"), {
      "5000/tcp": [{ HostIp: "127.0.0.1", HostPort: String(dev.ports.service) }],
    });
    assert.deepEqual(await published("db-postgres"), {
      "5432/tcp": [{ HostIp: "127.0.0.1", HostPort: String(dev.ports.database) }],
    });
    assert.deepEqual(await published("db-api"), {});
  });

  it("hardens every container", async () => {
    for (const name of await containers()) {
      const { HostConfig } = await dev.docker.inspect(name);
      assert.deepEqual(HostConfig.CapDrop, ["ALL"], name);
      assert.deepEqual(HostConfig.SecurityOpt, ["no-new-privileges:true"], name);
      assert.equal(HostConfig.Init, true, name);
      assert.equal(HostConfig.MemorySwap, HostConfig.Memory, name);
      assert.ok(HostConfig.Memory > 0 && HostConfig.NanoCpus > 0, name);
      assert.equal(HostConfig.RestartPolicy.Name, "unless-stopped", name);
    }
  });

  it("changes nothing when it is run again, nor finds anything different", async () => {
    assert.deepEqual(steps(await dev.up()), []);
    const refreshed = await dev.preview("--refresh");
    assert.deepEqual(
      steps(refreshed).filter((step) => !step.startsWith("refresh ")),
      [],
    );
  });

  it("stores a file with its type, and answers the seed's own debug command", async () => {
    assert.equal((await upload("test.txt")).status, 200);
    assert.deepEqual(await download("test.txt"), stored);
    assert.equal((await dev.ask("/object/agent-documents/test.txt")).status >= 400, true);
    const seed = ["exec", "db-storage", "wget", "-q", "-O", "-", "http://db-api:3000/rpc/get_storage_status"];
    assert.equal((JSON.parse(await dev.docker.must(seed)) as { status: string }).status, "ok");
  });

  it("begins a bucket with the files of a folder, once the service is healthy", async () => {
    const folder = path.join(dev.project.folder, "objects", "documents");
    mkdirSync(folder, { recursive: true });
    writeFileSync(path.join(folder, "first.json"), '{"first":true}');
    dev.set(["buckets", 0, "firstObjects"], { folder: "objects/documents", onUp: true });
    assert.deepEqual(steps(await dev.up()), [
      "create alfred:storage:FirstObjects first-objects",
      "create FirstObjects agent-documents",
    ]);
    assert.deepEqual(await download("first.json"), { status: 200, type: "application/json", body: '{"first":true}' });
    assert.deepEqual(steps(await dev.up()), []);
    dev.unset(["buckets", 0, "firstObjects"]);
    await dev.up();
    assert.equal((await download("first.json")).status, 200); // nothing is deleted by leaving it out
  });

  it("replaces exactly the database's container for another image of it, and no role, schema, bucket or policy", async () => {
    dev.set(["images", "database"], "example/postgres:15.2");
    assert.deepEqual(steps(await dev.up()), [...replaced("db-postgres"), ...replacedImage("db-postgres")].sort());
    assert.deepEqual(await download("test.txt"), stored);
    assert.deepEqual(steps(await dev.up()), []);
  });

  it("replaces exactly the service's container for another image of it", async () => {
    dev.set(["images", "storage"], "example/storage-api:2");
    assert.deepEqual(steps(await dev.up()), [...replaced("db-storage"), ...replacedImage("db-storage")].sort());
    assert.deepEqual(await download("test.txt"), stored);
  });

  it("changes the memory limit in place, and replaces the container for the CPU's", async () => {
    dev.set(["service", "resources", "limits", "memory"], "3GiB");
    assert.deepEqual(steps(await dev.up()), ["update docker:index/container:Container db-storage"]);
    assert.equal((await dev.docker.inspect("db-storage")).HostConfig.Memory, 3 * 2 ** 30);
    dev.set(["service", "resources", "limits", "cpu"], "2");
    assert.deepEqual(steps(await dev.up()), replaced("db-storage"));
    assert.deepEqual(steps(await dev.up()), []);
  });

  it("puts new labels on networks and containers, and touches no volume for them", async () => {
    dev.set(["labels"], { owner: "platform", "cost-centre": "4711" });
    const changed = steps(await dev.up());
    assert.ok(!changed.some((step) => step.includes("volume")), changed.join("\n"));
    for (const name of await containers()) {
      const { Labels } = (await dev.docker.inspect(name)).Config;
      assert.equal(Labels["alfred-storage.stack"], "dev", name);
      assert.deepEqual([Labels["owner"], Labels["cost-centre"]], ["platform", "4711"], name);
    }
    assert.deepEqual(await download("test.txt"), stored);
    assert.deepEqual(steps(await dev.up()), []);
  });

  it("takes the password of a registry, which changes nothing that runs", async () => {
    dev.set(["registries"], [{ address: "registry.example.com", username: "robot" }]);
    await dev.project.setConfig("alfred-storage:registries[0].password", "hunter2hunter2", { secret: true });
    assert.deepEqual(steps(await dev.up()), []);
    assert.doesNotMatch(JSON.stringify(await dev.project.exportState()), /hunter2/);
  });

  it("refuses another name for a volume, says what to do, and leaves everything as it is", async () => {
    const file = dev.project.readStackFile();
    const before = (await dev.docker.inspect("db-storage")).Id;
    dev.set(["volumes", "storage"], "files");
    for (const operation of [await dev.project.preview(), await dev.project.up()]) {
      assert.notEqual(operation.exitCode, 0);
      assert.match(
        messages(operation, "error").join("\n"),
        /volumes\.storage.*the data is in db-storage-data, and files would be another, empty place\. Put it back; or move the data there/s,
      );
    }
    assert.equal((await dev.docker.inspect("db-storage")).Id, before);
    assert.doesNotMatch(await dev.docker.must(["volume", "ls", "--format", "{{.Name}}"]), /^files$/m);
    dev.restore(file);
    assert.deepEqual(steps(await dev.up()), []);
  });

  it("refuses another tenant as long as there are objects, and tells their number", async () => {
    const file = dev.project.readStackFile();
    dev.set(["service", "tenantId"], "another");
    const preview = await dev.project.preview();
    assert.notEqual(preview.exitCode, 0);
    assert.match(messages(preview, "error").join("\n"), /the database knows 2 objects/);
    dev.restore(file);
  });

  it("rotates the passwords, the administrator's among them", async () => {
    const [before] = await dev.generated("administrator");
    dev.set(["keys", "passwords"], "second");
    await dev.up();
    const [after] = await dev.generated("administrator");
    assert.notEqual(after, before);
    assert.deepEqual(await dev.sql("SELECT current_user AS who"), [{ who: "postgres" }]);
    assert.deepEqual(await download("test.txt"), stored);
    assert.deepEqual(steps(await dev.up()), []);
  });

  it("rotates the keys of tokens without refusing one that is valid", async () => {
    const old = await dev.output("serviceRoleKey");
    const readWith = async (token: string) => (await dev.ask("/object/agent-documents/test.txt", { token })).status;
    dev.set(["keys", "tokens"], { sign: "first", accept: ["first", "second"] });
    const added = await dev.up();
    assert.ok(steps(added).includes("replace docker:index/container:Container db-storage"));
    assert.ok(!steps(added).some((step) => step.includes("db-postgres")));
    assert.equal(await dev.output("serviceRoleKey"), old);
    dev.set(["keys", "tokens"], { sign: "second", accept: ["first", "second"] });
    await dev.up();
    const fresh = await dev.output("serviceRoleKey");
    assert.notEqual(fresh, old);
    assert.deepEqual([await readWith(old), await readWith(fresh)], [200, 200]);
    dev.set(["keys", "tokens"], { sign: "second" });
    await dev.up();
    assert.deepEqual([(await readWith(old)) >= 400, await readWith(fresh)], [true, 200]);
  });

  it("shuts the database down in good order", async () => {
    await dev.docker.must(["stop", "db-postgres"]);
    assert.equal((await dev.docker.inspect("db-postgres")).State.ExitCode, 0);
    await dev.docker.must(["start", "db-postgres"]);
    await dev.docker.healthy("db-postgres");
  });

  it("starts a container again that somebody stopped, once a refresh has seen it", async () => {
    await dev.docker.must(["stop", "--time", "5", "db-api"]);
    await dev.project.refresh();
    await dev.up();
    assert.equal((await dev.docker.inspect("db-api")).State.Running, true);
  });

  it("is a second environment beside it with a prefix and ports of its own, and shares nothing", async () => {
    const two = await DockerEnvironment.start({
      beside: dev,
      change: (file) => {
        file.setIn(["config", "alfred-storage:namePrefix"], "two-");
      },
    });
    try {
      await two.up();
      assert.deepEqual(await containers(), [
        "db-api",
        "db-backup",
        "db-postgres",
        "db-storage",
        "two-db-api",
        "two-db-backup",
        "two-db-postgres",
        "two-db-storage",
      ]);
      const token = await two.output("serviceRoleKey");
      assert.ok((await two.ask("/object/agent-documents/test.txt", { token })).status >= 400, "the first one's object");
      assert.ok((await dev.ask("/object/agent-documents/test.txt", { token })).status >= 400, "with the second's key");
      assert.equal((await two.project.destroy()).exitCode, 0);
      assert.deepEqual(await containers(), ["db-api", "db-backup", "db-postgres", "db-storage"]);
      assert.deepEqual(await download("test.txt"), stored);
    } finally {
      await two.end();
    }
  });

  it("is taken down like docker compose down: containers and networks go, volumes stay", async () => {
    const destroy = await dev.project.destroy();
    assert.equal(destroy.exitCode, 0, destroy.stdout);
    assert.deepEqual(await containers(), [""]);
    assert.doesNotMatch(await dev.docker.must(["network", "ls", "--format", "{{.Name}}"]), /alfred/);
    const left = (await dev.docker.must(["volume", "ls", "--format", "{{.Name}}"])).split("\n");
    assert.deepEqual(left.filter((name) => !name.startsWith("two-")).sort(), volumes);
  });

  it("comes up again with new secrets, and finds every object", async () => {
    const up = await dev.up();
    assert.deepEqual(messages(up, "error"), []);
    assert.deepEqual(await download("test.txt"), stored);
    assert.deepEqual(steps(await dev.up()), []);
  });
});
