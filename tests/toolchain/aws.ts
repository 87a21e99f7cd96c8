import path from "node:path";

import { findPython } from "./builder";
import { provide, type Report } from "./provide";
import { toolchain, toStandardError, type Toolchain } from "./toolchain";

/** All that tests on AWS need: the engine with the real providers of that platform, and an emulator of AWS. */
export interface AwsToolchain extends Toolchain {
  /** The emulator's server. */
  readonly moto: string;
}

/**
 * Provides them from the cache, else by building them there, one after the other. The aws provider has the services
 * S3, KMS, IAM, STS and EKS and no other.
 * @throws one line and, where a build failed, the end of its log.
 */
export async function awsToolchain(report: Report = toStandardError): Promise<AwsToolchain> {
  const engine = await toolchain(report, ["random", "kubernetes", "aws"]);
  return { ...engine, moto: await moto(report) };
}

/** Only the emulator's server. */
export async function moto(report: Report = toStandardError): Promise<string> {
  const { folder } = await provide("moto", await findPython(), report);
  return path.join(folder, "moto");
}
