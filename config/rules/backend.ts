import type { Issue } from "../../components/issue";
import { backendOf, isEncrypted } from "../derive";
import { setSecret } from "../key-text";
import type { Usable } from "../parse";
import type { StackConfig } from "../settings";
import { error } from "./issues";
import { s3ServerIssues } from "./s3-server";

type Service = StackConfig["service"];

/** Which backend needs what, and what would be ignored without a word. */
export function backendIssues({ platform, service }: Usable): Issue[] {
  if (service === undefined) return [];
  const { encryptAtRest, encrypt_at_rest } = service;
  const twice =
    encryptAtRest === undefined || encrypt_at_rest === undefined
      ? []
      : [error(["service", "encrypt_at_rest"], "is given beside encryptAtRest", "write one of the two")];
  if (platform === undefined && service.backend === undefined) return twice;
  const backend = backendOf(platform ?? "docker", service);
  return [
    ...twice,
    ...(backend === "file" ? fileIssues(service, platform) : s3Issues(service)),
    ...hostFolderIssues(service, platform, backend),
  ];
}

function fileIssues(service: Service, platform: Usable["platform"]): Issue[] {
  const issues: Issue[] = [];
  if (service.s3 !== undefined) {
    const message =
      "has no effect while service.backend is file: objects would silently be kept on the service's own disk (supabase-kubernetes#252)";
    issues.push(error(["service", "s3"], message, "set service.backend to s3, or remove service.s3"));
  }
  if (platform === "docker" && isEncrypted(service) && service.hostFolder === undefined) {
    const message = "needs service.hostFolder: the service itself encrypts nothing, nor does Docker";
    const remedy = "name an encrypted folder of the host as service.hostFolder, or write false";
    issues.push(error(["service", "encryptAtRest"], message, remedy));
  }
  return issues;
}

function s3Issues(service: Service): Issue[] {
  const issues: Issue[] = [];
  if (isEncrypted(service)) {
    const message = "has no effect while service.backend is s3: there, S3's own encryption does it";
    issues.push(error(["service", "encryptAtRest"], message, "remove it, or set service.backend to file"));
  }
  if (service.path !== undefined) issues.push(onlyFile("path"));
  return [...s3ServerIssues(service), ...issues, ...keyPairIssues(service.s3 ?? {}, ["service", "s3"])];
}

function hostFolderIssues({ hostFolder }: Service, platform: Usable["platform"], backend: "file" | "s3"): Issue[] {
  if (hostFolder === undefined) return [];
  if (platform === "kubernetes") return [error(["service", "hostFolder"], "has no effect on kubernetes", "remove it")];
  return backend === "file" ? [] : [onlyFile("hostFolder")];
}

function onlyFile(key: "path" | "hostFolder"): Issue {
  const message = "has no effect while service.backend is s3";
  return error(["service", key], message, "remove it, or set service.backend to file");
}

/** One of the two static credentials without the other, below a key such as service.s3. */
export function keyPairIssues(
  s3: Readonly<Partial<Record<(typeof keyPair)[number], string | undefined>>>,
  at: readonly string[],
): Issue[] {
  const missing = keyPair.filter((key) => s3[key] === undefined);
  const [key] = missing;
  if (key === undefined || missing.length === keyPair.length) return [];
  const present = keyPair.find((other) => other !== key) ?? key;
  const remedy = `run: ${setSecret(...at, key)}; or remove ${present}`;
  return [error([...at, key], `is missing beside ${present}`, remedy)];
}

const keyPair = ["accessKeyId", "secretAccessKey"] as const;
