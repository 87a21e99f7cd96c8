/** The program of the jobs: what the containers on Docker and the pods on Kubernetes run. */
import { mkdirSync, readFileSync } from "node:fs";
import { Failure, messageOf } from "../../cluster/failure";
import { type Plan, readPlan } from "../recovery/plan";
import { type Surroundings, surroundings } from "../recovery/surroundings";
import { understood } from "../arguments";
import { onInterruption } from "../interruption";
import { StatusLine } from "../status-line";
import { Caller } from "./caller";
import { type JobCommand, jobHelp, type JobOptions, readOptions } from "./job-options";
import { works } from "./works";

/** What is to be known of a run that was broken off. */
const broken: Readonly<Partial<Record<JobCommand, string>>> & { readonly otherwise: string } = {
  restore: "What was begun is half there: name the same recovery point by --set, which goes on with it.",
  orphans: "Nothing was changed.",
  "repair-attributes": "What is repaired stays so; run it again for the rest.",
  otherwise: "What was begun is no recovery point; those that there are stay as they are.",
};

export async function job(args: string[]): Promise<number> {
  const options = understood(jobHelp, () => readOptions(args));
  if (typeof options === "number") return options;
  const stop = new AbortController();
  const end = () => {
    stop.abort();
  };
  const off = onInterruption(end);
  const caller = options.attended || options.passwordFile === "-" ? new Caller(process.stdin) : undefined;
  if (options.attended) caller?.onEnd(end);
  // Of what goes on for years, a log is to have little more than what came of it.
  const line = new StatusLine(process.stderr, options.command === "schedule" ? 10 * 60_000 : undefined);
  const progress = (text: string) => {
    line.show(`${text} …`);
  };
  try {
    const plan = readPlan(options.plan);
    mkdirSync(plan.scratch, { recursive: true });
    const around = surroundings(plan, { progress, signal: stop.signal });
    return await works[options.command](await signedIn(around, options, caller), options);
  } catch (error) {
    line.end();
    if (stop.signal.aborted) {
      console.error(`Interrupted. ${broken[options.command] ?? broken.otherwise}`);
      return 130;
    }
    console.error(error instanceof Failure ? error.message : `It failed: ${messageOf(error)}.`);
    return 1;
  } finally {
    line.end();
    off();
    caller?.leave();
  }
}

/** With another sign-in to the database and to the objects than the plan's, where one is given. */
export async function signedIn(
  around: Surroundings,
  { as, passwordFile, s3Credentials }: JobOptions,
  caller: Caller | undefined,
): Promise<Surroundings> {
  const { password, username, ...place } = around.connection;
  const given = passwordFile === undefined ? undefined : await passwordIn(passwordFile, around, caller);
  const own = given ?? (as === undefined ? password : undefined);
  return {
    ...around,
    plan: s3Credentials === undefined ? around.plan : withS3(around.plan, s3Credentials),
    connection: { ...place, username: as ?? username, ...(own === undefined ? {} : { password: own }) },
  };
}

/** Who restores copies objects back, for which one identity has to read the copies and to write the objects. */
function withS3(plan: Plan, credentialsFile: string): Plan {
  const { objects } = plan;
  if (objects.kind === "file") return plan;
  return { ...plan, objects: { ...objects, credentialsFile, copies: { ...objects.copies, credentialsFile } } };
}

async function passwordIn(
  file: string,
  { listener: { signal } }: Surroundings,
  caller: Caller | undefined,
): Promise<string> {
  return caller !== undefined && file === "-" ? caller.line(signal) : readFileSync(file, "utf8").trimEnd();
}

if (require.main === module) {
  void job(process.argv.slice(2)).then((status) => {
    process.exitCode = status;
  });
}
