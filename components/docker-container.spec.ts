import assert from "node:assert/strict";
import * as docker from "@pulumi/docker";
import type { CarryOut } from "../rehearsal/monitor/monitor";
import { type Registered, registered } from "../storagedb/testing-program";
import { container, type ContainerArgs, type DockerArgs } from "./docker-container";
import type { ImageReference } from "./image-reference";
import { bytes, cpu } from "./units";

const limits = { cpu: cpu("500m"), memory: bytes("1GiB") };

/** Docker's ids of images, as an engine would give them. */
const imageIds: CarryOut = (request) =>
  Promise.resolve(
    request.getType().endsWith(":RemoteImage")
      ? { id: "image", outputs: { imageId: "sha256:1", name: "example/thing:1" } }
      : undefined,
  );

/** What a container named `db-thing` is registered with. */
async function made(args: Partial<ContainerArgs> = {}, around: Partial<DockerArgs> = {}): Promise<Registered[]> {
  return registered(() => {
    const provider = new docker.Provider("docker");
    const network = new docker.Network("net", { name: "alfred-platform" }, { provider });
    const whole: ContainerArgs = {
      image: "example/thing:1" as ImageReference,
      limits,
      networks: [network],
      health: { test: ["CMD", "true"], interval: 10, timeout: 5, retries: 3, startPeriod: 30 },
      grace: 10,
      ...args,
    };
    container("db-thing", { provider, namePrefix: "", labels: {}, ...around }, whole, {});
  }, imageIds);
}

const inputsOf = (resources: readonly Registered[], type: string): Registered["inputs"] =>
  resources.find((resource) => resource.type.endsWith(`:${type}`))?.inputs ?? assert.fail(type);

describe("a container", () => {
  it("is hardened, limited and restarted, and its logs do not fill the disk", async () => {
    const resources = await made({ environment: { A: "1", B: "two" }, command: ["serve"], capabilities: ["CHOWN"] });
    assert.deepEqual(inputsOf(resources, "RemoteImage"), { name: "example/thing:1", keepLocally: true });
    const { image, networksAdvanced, ...inputs } = inputsOf(resources, "Container");
    assert.equal(image, "sha256:1"); // and not the name, which Docker would give back as an id
    assert.deepEqual(networksAdvanced, [{ name: "alfred-platform", aliases: ["db-thing"] }]);
    assert.deepEqual(inputs, {
      name: "db-thing",
      hostname: "db-thing",
      restart: "unless-stopped",
      mustRun: true,
      init: true,
      cpus: "0.5",
      memory: 1024,
      memorySwap: 1024,
      capabilities: { drops: ["ALL"], adds: ["CAP_CHOWN"] },
      securityOpts: ["no-new-privileges:true"],
      logDriver: "json-file",
      logOpts: { "max-size": "10m", "max-file": "3" },
      labels: [],
      ports: [],
      volumes: [],
      uploads: [],
      envs: ["A=1", "B=two"],
      command: ["serve"],
      hosts: [],
      healthcheck: { tests: ["CMD", "true"], interval: "10s", timeout: "5s", retries: 3, startPeriod: "30s" },
      destroyGraceSeconds: 10,
    });
  });

  it("is replaced only after the old one is gone, because of its name and its volume", async () => {
    const resources = await made();
    assert.equal(resources.find(({ type }) => type.endsWith(":Container"))?.deleteBeforeReplace, true);
  });

  it("has a prefix before its name outside, and none in its network", async () => {
    const inputs = inputsOf(await made({}, { namePrefix: "two-" }), "Container");
    assert.equal(inputs["name"], "two-db-thing");
    assert.deepEqual(inputs["networksAdvanced"], [{ name: "alfred-platform", aliases: ["db-thing"] }]);
  });

  it("publishes its ports on the loopback address only", async () => {
    const inputs = inputsOf(await made({ ports: { 5432: 15432 } }), "Container");
    assert.deepEqual(inputs["ports"], [{ internal: 5432, external: 15432, ip: "127.0.0.1" }]);
  });

  it("mounts a volume to be written to, or only to be read", async () => {
    const resources = await registered(() => {
      const provider = new docker.Provider("docker");
      const volume = (name: string) => new docker.Volume(name, { name }, { provider });
      const args: ContainerArgs = {
        image: "example/thing:1" as ImageReference,
        limits,
        networks: [],
        volumes: [
          { volume: volume("own"), path: "/var/lib/own" },
          { volume: volume("other"), path: "/data", readOnly: true },
        ],
        health: { test: ["CMD", "true"], interval: 10, timeout: 5, retries: 3, startPeriod: 30 },
        grace: 10,
      };
      container("db-thing", { provider, namePrefix: "", labels: {} }, args, {});
    }, imageIds);
    assert.deepEqual(inputsOf(resources, "Container")["volumes"], [
      { volumeName: "own", containerPath: "/var/lib/own" },
      { volumeName: "other", containerPath: "/data", readOnly: true },
    ]);
  });

  it("runs from an image that the program builds, and pulls none then", async () => {
    const resources = await registered(() => {
      const provider = new docker.Provider("docker");
      const image = new docker.RemoteImage("built", { name: "thing:1", build: { context: "out" } }, { provider });
      const health = { test: ["CMD", "true"], interval: 10, timeout: 5, retries: 3, startPeriod: 30 };
      container(
        "db-thing",
        { provider, namePrefix: "", labels: {} },
        { image, limits, networks: [], health, grace: 10 },
        {},
      );
    }, imageIds);
    assert.deepEqual(
      resources.filter(({ type }) => type.endsWith(":RemoteImage")).map(({ name }) => name),
      ["built"],
    );
    assert.equal(inputsOf(resources, "Container")["image"], "sha256:1");
  });

  it("keeps the content of every file secret", async () => {
    const inputs = inputsOf(await made({ files: [{ path: "/etc/a", content: "hunter2" }] }), "Container");
    assert.doesNotMatch(JSON.stringify(inputs), /hunter2/);
  });

  it("is waited for where the caller says so", async () => {
    const health = { test: ["CMD", "true"], interval: 2, timeout: 5, retries: 3, startPeriod: 30, wait: 60 };
    const inputs = inputsOf(await made({ health }), "Container");
    assert.deepEqual([inputs["wait"], inputs["waitTimeout"]], [true, 60]);
  });

  it("writes shares and durations as the provider reads them back, so that nothing unchanged is replaced", async () => {
    for (const [share, seconds, cpus, period] of [
      ["1", 45, "1.0", "45s"],
      ["2", 60, "2.0", "1m0s"],
      ["250m", 90, "0.25", "1m30s"],
      ["1.5", 3600, "1.5", "1h0m0s"],
    ] as const) {
      const health = { test: ["CMD", "true"], interval: 2, timeout: 5, retries: 3, startPeriod: seconds };
      const args = { health, limits: { ...limits, cpu: cpu(share) } };
      const inputs = inputsOf(await made(args), "Container");
      const check = inputs["healthcheck"] as { startPeriod: string };
      assert.deepEqual([inputs["cpus"], check.startPeriod], [cpus, period]);
    }
  });

  it("has the stack's labels, in the order of their names", async () => {
    const inputs = inputsOf(await made({}, { labels: { owner: "team", "alfred-storage.stack": "dev" } }), "Container");
    assert.deepEqual(inputs["labels"], [
      { label: "alfred-storage.stack", value: "dev" },
      { label: "owner", value: "team" },
    ]);
  });
});
