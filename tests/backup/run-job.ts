import { execFile } from "node:child_process";
import { writeFileSync } from "node:fs";
import path from "node:path";
import type { Plan } from "../../ops/recovery/plan";
import type { Scratch } from "./restic-scratch";

const project = path.join(__dirname, "../..");

/** Runs the program of the jobs with a plan, in a process of its own as a container does. */
export function runJob(place: Scratch, plan: Plan, args: string) {
  writeFileSync(place.at("plan.json"), JSON.stringify(plan));
  const program = ["-r", "./typescript.cjs", "ops/backup/job.ts", ...args.split(" "), "--plan", place.at("plan.json")];
  return new Promise<{ status: number; stdout: string; stderr: string }>((resolve) => {
    const child = execFile(process.execPath, program, { cwd: project }, (_, stdout, stderr) => {
      resolve({ status: child.exitCode ?? -1, stdout: stdout.trim(), stderr: stderr.trim() });
    });
  });
}
