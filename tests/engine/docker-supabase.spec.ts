import assert from "node:assert/strict";
import { describeWithDocker } from "../harness/docker";
import { query } from "./environment";
import { DockerEnvironment } from "./docker-environment";
import { messages, steps } from "./stack-environment";

/** The name by which the program knows Supabase's image; behind it is PostgreSQL 15, set up as that image sets it up. */
const supabase = "supabase/postgres:15.0";

describeWithDocker("the dev stack on a database set up like Supabase's", function () {
  this.timeout(300_000);
  let dev: DockerEnvironment;
  before(async () => {
    dev = await DockerEnvironment.start({
      change: (file) => {
        file.setIn(["config", "alfred-storage:images", "database"], supabase);
      },
    });
    await dev.docker.image("supabase-postgres", supabase);
  });
  after(() => dev.end());

  const object = "/object/agent-documents/test.txt";
  const as = async (role: string, password: string) =>
    query(`postgresql://${role}:${password}@127.0.0.1:${dev.ports.database}/postgres`, "SELECT current_user AS who");

  it("comes up, adopts what the image made, and stores a file", async () => {
    assert.deepEqual(messages(await dev.up(), "warning"), []);
    const token = await dev.output("serviceRoleKey");
    const headers = { "content-type": "text/plain" };
    assert.equal((await dev.ask(object, { method: "POST", token, headers, body: "text" })).status, 200);
    assert.deepEqual(steps(await dev.up()), []);
  });

  it("signs in as the image's superuser, and leaves neither administrator an old password", async () => {
    const [before = ""] = await dev.generated("administrator");
    assert.deepEqual(await as("supabase_admin", before), [{ who: "supabase_admin" }]);
    assert.deepEqual(await as("postgres", before), [{ who: "postgres" }]);
    dev.set(["keys", "passwords"], "second");
    await dev.up();
    const [after = ""] = await dev.generated("administrator");
    for (const role of ["supabase_admin", "postgres"]) {
      assert.deepEqual(await as(role, after), [{ who: role }]);
      await assert.rejects(as(role, before), /password authentication failed/);
    }
  });

  it("finds its objects after it was taken down", async () => {
    assert.equal((await dev.project.destroy()).exitCode, 0);
    await dev.up();
    const token = await dev.output("serviceRoleKey");
    assert.equal(await (await dev.ask(object, { token })).text(), "text");
  });
});
