import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { lacking, needed } from "./lacking";
import type { RecordedResource } from "./monitor/record";
import type { StackReport } from "./stack-report";

const prod = {
  ...{ stack: "prod", file: "Pulumi.prod.yaml", phases: [], issues: [], said: [], resources: [] },
  platform: "kubernetes",
  hasPassword: true,
  cluster: { namespace: "alfred-platform" },
  databaseServer: { server: "given", host: "db.example.com", port: 5432, name: "postgres" },
  service: { replicas: 3, port: 5000, objects: { kind: "s3", bucket: "alfred-platform-prod", region: "us-west-2" } },
} as const satisfies StackReport;
function recorded(type: string, inputs: RecordedResource["inputs"]): RecordedResource {
  const options = { protect: false, retainOnDelete: false, deletedWith: null, deleteBeforeReplace: null };
  return { urn: type, type, name: "name", parent: null, dependsOn: [], ignoreChanges: [], ...options, inputs };
}
const provider = (inputs: object = {}) => recorded("pulumi:providers:aws", { region: "us-west-2", ...inputs });
const target = { host: "db.data.svc", port: 5432 };
const tunnel = { port: 15432, namespace: "alfred-platform", target };
const tunnelled = { ...prod, databaseServer: { ...prod.databaseServer, host: "127.0.0.1", port: 15432, tunnel } };

describe("What a stack needs", () => {
  it("is a cluster, a database and a bucket, which are not tried", () => {
    assert.equal(
      needed(prod),
      "prod is for the Kubernetes cluster in the current context of kubectl; it needs PostgreSQL on db.example.com:5432 " +
        "and the bucket alfred-platform-prod of S3 in us-west-2. Whether they can be reached was not tried.",
    );
  });

  it("names the context, and another S3 server", () => {
    const objects = {
      kind: "s3",
      bucket: "alfred",
      region: "garage",
      endpoint: "http://garage.store.svc:3900",
    } as const;
    const other = { ...prod, cluster: { ...prod.cluster, context: "blue" }, service: { ...prod.service, objects } };
    assert.match(needed(other) ?? "", /cluster in the context blue of kubectl; .* bucket alfred of http:\/\/garage\./);
  });

  it("is a tunnel where only the cluster reaches the database, with the command", () => {
    assert.match(
      needed(tunnelled) ?? "",
      /PostgreSQL on db\.data\.svc:5432 .*: npm run ops -- tunnel --stack prod -- pulumi up --stack prod$/,
    );
  });

  it("is an engine on Docker", () => {
    const { cluster, ...rest } = prod;
    assert.equal(cluster.namespace, "alfred-platform");
    const own = { ...prod.databaseServer, server: "own" } as const;
    const objects = { kind: "file", path: "/var/lib/storage" } as const;
    const dev = {
      ...rest,
      stack: "dev",
      platform: "docker",
      databaseServer: own,
      service: { ...prod.service, objects },
    } as const;
    assert.equal(
      needed(dev),
      "dev is for a Docker Engine on this machine, where it runs its own PostgreSQL. Whether it runs was not tried.",
    );
  });
});

describe("What a stack in AWS needs", () => {
  const needs = (...resources: readonly RecordedResource[]) =>
    /it needs (.*)\. Whether/.exec(needed({ ...prod, resources }) ?? "")?.[1];
  const database = "PostgreSQL on db.example.com:5432";

  it("is an account, and not the bucket that it makes", () => {
    const own = recorded("aws:s3/bucket:Bucket", { bucket: "alfred-platform-prod" });
    assert.equal(needs(provider(), own), `${database} and the AWS account of your credentials`);
    assert.equal(
      needs(provider({ allowedAccountIds: '["111122223333"]' }), own),
      `${database} and the AWS account 111122223333`,
    );
  });

  it("is a bucket that it looks at", () => {
    const bucket = "the bucket alfred-platform-prod of S3 in us-west-2";
    assert.equal(needs(provider()), `${database}, ${bucket} and the AWS account of your credentials`);
  });

  it("is the account of a role that it takes on, and whoever vouches for its pods", () => {
    const assumeRoles = JSON.stringify([{ roleArn: "arn:aws:iam::444455556666:role/backups" }]);
    const cluster = recorded("aws:eks/podIdentityAssociation:PodIdentityAssociation", { clusterName: "platform" });
    const Federated = "arn:aws:iam::123456789012:oidc-provider/oidc.example.com/id/1";
    const assumeRolePolicy = JSON.stringify({ Statement: [{ Principal: { Federated } }] });
    const role = recorded("aws:iam/role:Role", { name: "reader", assumeRolePolicy });
    const own = recorded("aws:s3/bucket:Bucket", { bucket: "alfred-platform-prod" });
    assert.equal(
      needs(provider(), provider({ assumeRoles }), own, cluster, role),
      `${database}, the AWS account of your credentials, the AWS account 444455556666, ` +
        "the EKS cluster platform with the agent of Pod Identity and " +
        "the issuer oidc.example.com/id/1 as a provider of IAM",
    );
  });
});

describe("What this machine lacks", () => {
  const home = mkdtempSync(path.join(tmpdir(), "lacking-"));
  after(() => {
    rmSync(home, { recursive: true, force: true });
  });
  const about = (word: string, environment: NodeJS.ProcessEnv, report: StackReport = prod) =>
    lacking([report], { HOME: home, ...environment }).filter((sentence) => sentence.includes(word));

  it("is a kubeconfig, until there is one", () => {
    const file = path.join(home, "other");
    assert.equal(about("kubeconfig", { KUBECONFIG: file }).length, 1);
    writeFileSync(file, "");
    assert.deepEqual(about("kubeconfig", { KUBECONFIG: `${path.join(home, "absent")}${path.delimiter}${file}` }), []);
    assert.deepEqual(about("kubeconfig", { KUBERNETES_SERVICE_HOST: "10.0.0.1" }), []);
    assert.equal(about("kubeconfig", {}).length, 1);
    mkdirSync(path.join(home, ".kube"));
    writeFileSync(path.join(home, ".kube", "config"), "");
    assert.deepEqual(about("kubeconfig", {}), []);
  });

  it("is credentials of AWS, where something is in AWS and nothing hints at any", () => {
    const inAws = { ...prod, resources: [provider()] };
    assert.deepEqual(about("credentials of AWS", {}), []);
    assert.equal(about("credentials of AWS", {}, inAws).length, 1);
    assert.equal(about("credentials of AWS", { AWS_PROFILE: "" }, inAws).length, 1);
    for (const name of ["AWS_ACCESS_KEY_ID", "AWS_PROFILE", "AWS_WEB_IDENTITY_TOKEN_FILE"]) {
      assert.deepEqual(about("credentials of AWS", { [name]: "x" }, inAws), [], name);
    }
    for (const name of ["config", "credentials"]) {
      const file = path.join(home, ".aws", name);
      mkdirSync(path.dirname(file), { recursive: true });
      writeFileSync(file, "");
      assert.deepEqual(about("credentials of AWS", {}, inAws), [], name);
      rmSync(file);
    }
  });

  it("is a plugin, though nothing is made with it", () => {
    assert.match(
      about("plugin", {}, { ...prod, resources: [provider()] })[0] ?? "",
      /^the plugin aws, which the CLI downloads /,
    );
  });

  it("is the password, of the server at the far end of a tunnel", () => {
    assert.deepEqual(about("password", {}), []);
    assert.match(
      about("password", {}, { ...tunnelled, hasPassword: false })[0] ?? "",
      /^the password of db\.data\.svc:5432,/,
    );
  });
});
