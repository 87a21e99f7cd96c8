import { setTimeout as sleep } from "node:timers/promises";

interface FailureOptions {
  readonly passing?: boolean;
  readonly missing?: boolean;
  readonly cause?: unknown;
}

/** What a person can do something about; its message is whole sentences. Never has a secret in it. */
export class Failure extends Error {
  /** Whether another try in a moment may go better. */
  readonly passing: boolean;
  /** Whether what was asked for is not there. */
  readonly missing: boolean;

  constructor(message: string, { passing = false, missing = false, cause }: FailureOptions = {}) {
    super(message, { cause });
    this.passing = passing;
    this.missing = missing;
  }
}

/** The first line of whatever was thrown. */
export function messageOf(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  return (message.split("\n")[0] ?? "").trim().replace(/\.$/, "");
}

/** The code that Node put on an error, or on what caused it. */
export function codeOf(error: unknown): string | undefined {
  if (!(error instanceof Error)) return undefined;
  const { code, cause, errors } = error as Error & { code?: unknown; errors?: readonly unknown[] };
  return typeof code === "string" ? code : (codeOf(cause) ?? codeOf(errors?.[0]));
}

/** Fails as Node does where something takes longer, in milliseconds; and where it is interrupted. */
export async function inTime<T>(work: Promise<T>, timeout: number, signal?: AbortSignal): Promise<T> {
  const done = new AbortController();
  const ends = [done.signal, ...(signal === undefined ? [] : [signal])];
  const late = sleep(timeout, undefined, { signal: AbortSignal.any(ends) }).then(() => {
    throw Object.assign(new Error("no answer"), { code: "ETIMEDOUT" });
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    done.abort();
    late.catch(Boolean);
  }
}
