import path from "node:path";

import { cacheRoot } from "./cache";
import { findGo } from "./go";
import { provide, type Report } from "./provide";
import { toStandardError } from "./toolchain";

/** An S3 server that keeps objects and their versions as files, by its path. */
export async function versitygw(report: Report = toStandardError): Promise<string> {
  const go = await findGo(cacheRoot());
  try {
    const { folder } = await provide("versitygw", go, report);
    return path.join(folder, "versitygw");
  } finally {
    go.close();
  }
}
