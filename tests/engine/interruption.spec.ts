import assert from "node:assert/strict";
import { pause } from "../harness/machine";
import { Environment } from "./environment";
import { messages, steps, succeeded } from "./stack-environment";
import { SeveredWay } from "./severed";

/** Points, spread evenly over an `up`, at which the engine is killed. */
const points = 20;

describe("an interrupted up", function () {
  this.timeout(600_000);
  let environment: Environment;
  let whole: unknown;
  let duration: number;
  before(async () => {
    environment = await Environment.start("15");
    duration = (await environment.up()).milliseconds;
    whole = await everything(environment);
  });
  // Before each and not after, so that what one left undone is none of the next one's business.
  beforeEach(() => startOver(environment));
  after(() => environment.end());

  for (let point = 1; point <= points; point++) {
    it(`is finished by the next one after the engine was killed at point ${point} of ${points}`, async () => {
      const underway = environment.project.begin("up");
      await pause((duration * point) / (points + 1));
      underway.kill();
      await underway.finished;
      await environment.project.recover();
      await environment.up();
      await assertWhole(environment, whole);
    });
  }

  for (const statement of ["CREATE ROLE", "CREATE TABLE", "INSERT INTO storage.buckets", "CREATE POLICY"]) {
    it(`is finished by the next one after the plugin was killed between the COMMIT of ${statement} and its answer`, async () => {
      let kill = (): void => assert.fail("committed before the plugin was known");
      const way = await SeveredWay.open(environment.server.port, statement, () => {
        kill();
      });
      usePort(environment, way.port);
      const underway = environment.project.begin("up");
      const plugin = await underway.plugin("storagedb");
      kill = () => process.kill(plugin.pid, "SIGKILL");
      assert.notEqual((await underway.finished).exitCode, 0);
      way.close();
      usePort(environment, environment.server.port);
      await environment.up();
      await assertWhole(environment, whole);
    });
  }

  it("goes on, while a second one that is begun meanwhile is clearly refused", async () => {
    const first = environment.project.begin("up");
    await first.plugin("storagedb");
    const second = await environment.project.up();
    assert.notEqual(second.exitCode, 0);
    assert.match(second.stdout + second.stderr, /currently locked by 1 lock/);
    succeeded(await first.finished);
    await assertWhole(environment, whole);
  });

  // Each may find the lock of the other, and then both are refused; or a lock that is just being written, which the engine
  // does not know from one that is there (gocloud.dev 0.46 writes beside the file, and lists what it wrote).
  it("leaves nothing half where two are begun at the same moment", async () => {
    const both = await Promise.all([environment.project.up(), environment.project.up()]);
    for (const { stdout, stderr } of both.filter(({ exitCode }) => exitCode !== 0)) {
      assert.match(stdout + stderr, /currently locked by 1 lock|could not list bucket: .*\/locks\/.*no such file/);
    }
    succeeded(await environment.project.up());
    await assertWhole(environment, whole);
  });
});

function usePort(environment: Environment, port: number): void {
  environment.edit((file) => {
    file.setIn(["config", "alfred-storage:database", "port"], port);
  });
}

async function assertWhole(environment: Environment, whole: unknown): Promise<void> {
  assert.deepEqual(await everything(environment), whole);
  const { deployment } = await environment.project.exportState();
  const urns = (deployment.resources ?? []).map(({ urn }) => urn);
  assert.equal(new Set(urns).size, urns.length);
  assert.equal(urns.length, 38);
  const again = await environment.preview("--refresh");
  assert.deepEqual(steps(again), [], messages(again, "error").join("\n"));
}

/** What the stack makes, without what chance has a part in. */
async function everything(environment: Environment): Promise<unknown> {
  return Promise.all([
    environment.sql(`SELECT rolname, rolcanlogin, rolbypassrls FROM pg_roles WHERE oid >= 16384 ORDER BY 1`),
    environment.sql(
      `SELECT roleid::regrole::text, member::regrole::text FROM pg_auth_members WHERE roleid >= 16384 ORDER BY 1, 2`,
    ),
    environment.sql(`SELECT schemaname, tablename, policyname, qual, with_check FROM pg_policies ORDER BY 1, 2, 3`),
    environment.sql(
      `SELECT nspname, pg_get_userbyid(nspowner), nspacl::text FROM pg_namespace WHERE nspname IN ('storage', 'auth') ORDER BY 1`,
    ),
    environment.sql(
      `SELECT relname, relacl::text FROM pg_class WHERE relnamespace = to_regnamespace('storage') AND relkind = 'r' ORDER BY 1`,
    ),
    environment.sql(`SELECT oid::regprocedure::text, prosrc FROM pg_proc WHERE oid >= 16384 ORDER BY 1`),
    environment.sql(`SELECT id, name, public, file_size_limit FROM storage.buckets ORDER BY 1`),
  ]);
}

/** Back to an empty server and an empty state, the stack file kept. */
async function startOver(environment: Environment): Promise<void> {
  const { project } = environment;
  await environment.sql(
    `DROP SCHEMA IF EXISTS storage, auth CASCADE; DROP FUNCTION IF EXISTS public.get_storage_status();
     DO $$ DECLARE name text; BEGIN
       FOR name IN SELECT rolname FROM pg_roles WHERE oid >= 16384 LOOP
         EXECUTE format('DROP OWNED BY %I', name); EXECUTE format('DROP ROLE %I', name);
       END LOOP;
     END $$`,
  );
  await project.forgetStack();
  await project.stackInit("dev");
}
