import { z } from "zod";

/** What restic says as JSON; of 0.14, and what newer ones add or name otherwise. Fields that are 0 are left out. */
const count = z.number().default(0);

const status = z.object({
  message_type: z.literal("status"),
  total_files: count,
  total_bytes: count,
  files_done: count,
  bytes_done: count,
  error_count: count,
  /** A restore's, since 0.16. */
  files_restored: count,
  bytes_restored: count,
});

const summary = z.object({
  message_type: z.literal("summary"),
  total_files_processed: count,
  total_bytes_processed: count,
  /** Its beginning alone before 0.17. */
  snapshot_id: z.string(),
});

const error = z.object({
  message_type: z.literal("error"),
  /** Go's error as it happens to be encoded before 0.17. */
  error: z.object({ message: z.string().optional() }).loose().nullish(),
  /** A check's, which has no more. */
  message: z.string().optional(),
  /** `archival`, `scan` or `restore`. */
  during: z.string().optional(),
  item: z.string().optional(),
});

/** The last of what a command says that failed, since 0.17. */
const exitError = z.object({ message_type: z.literal("exit_error"), message: z.string() });

const message = z.discriminatedUnion("message_type", [status, summary, error, exitError]);

export type Message = z.infer<typeof message>;
export type Status = z.infer<typeof status>;
export type Summary = z.infer<typeof summary>;

/** What a line says, if it is one of these messages. */
export function messageIn(line: string): Message | undefined {
  if (!line.startsWith("{")) return undefined;
  return message.safeParse(parsed(line)).data;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** What restic said on standard error, for a person: its JSON messages as their texts. */
export function inText(said: string): string {
  const text = (line: string) => {
    const message = messageIn(line);
    if (message?.message_type === "exit_error") return message.message;
    if (message?.message_type !== "error") return line;
    return [message.item, message.message ?? message.error?.message].filter((part) => part !== undefined).join(": ");
  };
  return said.split("\n").map(text).join("\n").trim();
}

const node = z.object({
  struct_type: z.literal("node"),
  path: z.string(),
  type: z.string(),
  size: count,
  mtime: z.coerce.date(),
});
const listing = z.discriminatedUnion("struct_type", [node, z.object({ struct_type: z.literal("snapshot") })]);

/** A line of what `ls` lists: the snapshot itself, then what it holds. */
export const readListing = (line: string) => listing.parse(JSON.parse(line));

const snapshots = z.array(z.object({ id: z.string(), time: z.coerce.date(), tags: z.array(z.string()).nullish() }));

export const readSnapshots = (text: string) => snapshots.parse(JSON.parse(text));

const lock = z.object({
  time: z.coerce.date(),
  exclusive: z.boolean(),
  hostname: z.string(),
  username: z.string(),
  pid: z.number(),
});

export const readLock = (text: string) => lock.parse(JSON.parse(text));
