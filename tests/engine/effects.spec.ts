import assert from "node:assert/strict";
import { effectOf } from "../../config/effects";
import { describeWithDocker } from "../harness/docker";
import { reachOf } from "../harness/reach";
import { DockerEnvironment } from "./docker-environment";

/** An edit of each key, on the stack file of dev as it is. */
const edits: Readonly<Record<string, (dev: DockerEnvironment) => void>> = {
  labels: (dev) => {
    dev.set(["labels"], { owner: "platform" });
  },
  "database.limits.cpu": (dev) => {
    dev.set(["database", "limits"], { cpu: 1 });
  },
  "images.storage": (dev) => {
    dev.set(["images", "storage"], "example/storage-api:2");
  },
  "images.api": (dev) => {
    dev.set(["images", "api"], "example/postgrest:2");
  },
  "images.database": (dev) => {
    dev.set(["images", "database"], "example/postgres:15.2");
  },
  "api.limits": (dev) => {
    dev.set(["api"], { limits: { cpu: 2 } });
  },
  "service.backend": (dev) => {
    dev.unset(["backup"]); // whose volume would be refused first
    dev.set(["backup"], { none: "Nothing in here is to be kept" });
    dev.unset(["service", "backend"]);
    dev.set(["service", "backend"], "s3");
    dev.set(["service", "s3"], { bucket: "objects", region: "us-west-2" });
  },
  "service.databaseConnections": (dev) => {
    dev.set(["service", "databaseConnections"], 5);
  },
  "service.uploadLimit": (dev) => {
    dev.set(["service", "uploadLimit"], "60MiB");
  },
  "service.resources.limits.memory": (dev) => {
    dev.set(["service", "resources", "limits", "memory"], "3GiB");
  },
  "service.resources.limits.cpu": (dev) => {
    dev.set(["service", "resources", "limits", "cpu"], 2);
  },
  "service.tenantId": (dev) => {
    dev.set(["service", "tenantId"], "another");
  },
  "backup.schedule": (dev) => {
    dev.set(["backup", "schedule"], "17 3 * * *");
  },
  "backup.keep": (dev) => {
    dev.set(["backup", "keep", "daily"], 14);
  },
  "backup.to.volume": (dev) => {
    dev.set(["backup", "to", "volume"], "recovery-points");
  },
  "backup.volumes.<name>.method": (dev) => {
    dev.set(["backup", "volumes", "llm"], { method: "files" });
  },
  "backup.resources.limits.memory": (dev) => {
    dev.set(["backup", "resources"], { limits: { memory: "2GiB" } });
  },
  "backup.none": (dev) => {
    dev.unset(["backup"]);
    dev.set(["backup"], { none: "Nothing in here is to be kept" });
  },
  "images.restic": (dev) => {
    dev.set(["images", "restic"], "example/restic:2");
  },
  "keys.tokens": (dev) => {
    dev.set(["keys"], { tokens: { sign: "first", accept: ["first", "second"] } });
  },
  "volumes.storage": (dev) => {
    dev.set(["volumes", "storage"], "files");
  },
  moved: (dev) => {
    dev.set(["moved"], ["objects"]);
  },
  "buckets[].id": (dev) => {
    dev.editBucket("system-backups", { id: "backups" });
  },
  "buckets[].public": (dev) => {
    dev.editBucket("system-backups", { public: true });
  },
  "buckets[].fileSizeLimit": (dev) => {
    dev.editBucket("system-backups", { fileSizeLimit: "40MiB" });
  },
  "buckets[].policies": (dev) => {
    dev.editBucket("user-uploads", { policies: [] });
  },
  "buckets[].policies[].name": (dev) => {
    dev.set(["buckets", 1, "policies", 0, "name"], "uploads");
  },
};

describeWithDocker("what docs/config.md says of an edit on docker", function () {
  this.timeout(300_000);
  let dev: DockerEnvironment;
  let file: string;
  before(async () => {
    dev = await DockerEnvironment.start();
    await dev.up();
    const { status } = await dev.ask("/object/agent-documents/test.txt", {
      method: "POST",
      token: await dev.output("serviceRoleKey"),
      headers: { "content-type": "text/plain" },
      body: "an object, so that its place matters",
    });
    assert.equal(status, 200);
    file = dev.project.readStackFile();
  });
  after(() => dev.end());

  for (const [key, edit] of Object.entries(edits)) {
    it(`of ${key}: ${effectOf(key, "docker")?.reach ?? "nothing is said"}`, async () => {
      edit(dev);
      const preview = await dev.project.preview();
      dev.restore(file);
      assert.equal(reachOf(preview), effectOf(key, "docker")?.reach, preview.stdout);
    });
  }
});
