import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import type { BackupImages } from "../../components/backup-schedule/args";
import { bundle } from "../../ops/backup/bundle";
import { prepareImage } from "../../ops/backup/image";
import { previewSummary } from "../../ops/preview-summary/command";
import { describeWithDocker } from "../harness/docker";
import { writePack } from "../harness/policy-pack";
import { PreviewRecorder } from "../harness/preview-recorder";
import { DockerEnvironment, images } from "./docker-environment";

const refreshed = { args: ["--refresh"], events: true };

/** What the name and the folder of the image end with in which recovery points are made. */
async function imageMark(): Promise<string> {
  const { name } = prepareImage(await bundle("ops/backup/job.ts"), images as unknown as BackupImages);
  return name.split(":")[1] ?? assert.fail();
}

describeWithDocker("previews of the dev stack, in words", function () {
  this.timeout(300_000);
  let dev: DockerEnvironment;
  let previews: PreviewRecorder;
  let isUp = false;
  before(async () => {
    dev = await DockerEnvironment.start();
    await another(images.storage, "example/storage-api:2");
    await another(images.database, "example/postgres:15.2");
    const { DOCKER_HOST } = dev.docker.env;
    const hidden = {
      [dev.ports.service]: "5000",
      [dev.ports.database]: "5432",
      [DOCKER_HOST]: "unix:///var/run/docker.sock",
      // Another one for each version of the program.
      [await imageMark()]: "0123456789ab",
    };
    previews = new PreviewRecorder(dev, hidden, async () => (isUp ? dev.generated() : []));
  });
  after(() => dev.end());

  /** The same programs under another id, as a new version has one. */
  const another = async (image: string, name: string) => {
    const container = await dev.docker.must(["create", image]);
    await dev.docker.must(["commit", "--change", `LABEL version=${name}`, container, name]);
    await dev.docker.must(["rm", "--volumes", container]);
  };
  const nothing = () => undefined;
  const ownDocuments = (change: object) => {
    const policy = { name: "user_documents", roles: ["authenticated"], verbs: ["list", "download", "upload"] };
    dev.set(["buckets", 0, "policies", 1], { ...policy, condition: "owner", ...change });
  };

  const edits: Readonly<Record<string, () => void>> = {
    "nothing-changes": nothing,
    "bucket-added": () => {
      const policies = [{ name: "own", roles: ["authenticated"], verbs: ["list", "download"], condition: "owner" }];
      dev.addBucket({ id: "avatars", name: "Avatars", public: false, fileSizeLimit: "1MiB", policies });
    },
    "bucket-removed": () => {
      dev.removeBucket("system-backups");
    },
    "bucket-opened": () => {
      dev.editBucket("agent-documents", { public: true });
    },
    "bucket-file-size-limit": () => {
      dev.editBucket("user-uploads", { fileSizeLimit: "8MiB" });
    },
    "policy-added": () => {
      const policy = {
        name: "read_backups",
        roles: ["authenticated", "anon"],
        verbs: ["list", "download"],
        condition: "public",
      };
      dev.editBucket("user-uploads", { policies: [policy] });
    },
    "policy-widened": () => {
      ownDocuments({ verbs: ["list", "download", "upload", "remove"] });
    },
    "policy-narrowed": () => {
      ownDocuments({ verbs: ["list", "download"] });
    },
    "policy-removed": () => {
      dev.unset(["buckets", 0, "policies", 1]);
    },
    "database-image": () => {
      dev.set(["images", "database"], "example/postgres:15.2");
    },
    "service-image": () => {
      dev.set(["images", "storage"], "example/storage-api:2");
    },
    "service-limits": () => {
      dev.set(["service", "resources", "limits"], { cpu: 2, memory: "3GiB" });
    },
    "key-added": () => {
      dev.set(["keys", "tokens"], { sign: "first", accept: ["first", "second"] });
    },
    "volume-renamed": () => {
      dev.set(["volumes", "storage"], "files");
    },
    "name-prefix": () => {
      dev.set(["namePrefix"], "second-");
    },
    labels: () => {
      dev.set(["labels"], { owner: "platform" });
    },
    "stack-file-mistake": () => {
      dev.set(["service", "replicas"], 2);
    },
  };

  it("first-preview", async () => {
    await previews.of("first-preview", nothing);
    await dev.up();
    isUp = true;
  });
  for (const [name, edit] of Object.entries(edits)) it(name, () => previews.of(name, edit).then(nothing));

  it("policy-violated", async () => {
    const pack = writePack(dev.project.folder);
    const edit = edits["bucket-opened"] ?? nothing;
    await previews.of("policy-violated", edit, { args: ["--policy-pack", pack], events: true });
  });

  it("counts the objects of a bucket that would be removed, where it is to ask", async () => {
    await dev.sql("INSERT INTO storage.objects (bucket_id, name) VALUES ('user-uploads', 'a'), ('user-uploads', 'b')");
    const printed = await previews.of("bucket-removed-with-objects", () => {
      dev.removeBucket("user-uploads");
    });
    const [input, output] = ["preview.json", "comment.md"].map((name) => path.join(dev.project.folder, name));
    writeFileSync(String(input), printed);
    const [password = ""] = await dev.generated("administrator");
    process.env["PGPASSWORD"] = password;
    const args = ["--stack", "dev", "--count-objects", "--output", String(output), String(input)];
    const status = await previewSummary(args, { root: dev.project.folder });
    delete process.env["PGPASSWORD"];
    assert.equal(status, 3);
    assert.match(
      readFileSync(String(output), "utf8"),
      /^- The bucket `user-uploads` is deleted\. It holds \*\*2 objects\*\*, so `pulumi up` will refuse\.$/m,
    );
  });

  it("drift", async () => {
    await dev.sql("UPDATE storage.buckets SET public = true WHERE id = 'agent-documents'");
    await dev.sql("SET storage.allow_delete_query = 'true'; DELETE FROM storage.buckets WHERE id = 'system-backups'");
    await previews.of("drift", nothing, refreshed);
    await previews.of("drift-digest", nothing, { args: ["--refresh"] });
  });

  it("database-away", async () => {
    await dev.docker.must(["stop", "db-postgres"]);
    await previews.of("database-away", nothing, refreshed);
  });
});
