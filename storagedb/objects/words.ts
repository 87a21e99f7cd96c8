import type { Progress, UploadResult } from "./upload";

const files = (count: number): string => (count === 1 ? "1 file" : `${count} files`);

/** How far an upload is. */
export function progressOf(bucket: string, { done, total, uploaded }: Progress): string {
  return `bucket "${bucket}": ${done} of ${files(total)}, ${uploaded} uploaded`;
}

/** What came of an upload, without what could not be uploaded for what reason. */
export function sumOf(bucket: string, result: UploadResult, dryRun = false): string {
  const { uploaded, unchanged, kept, failed, notTried } = result;
  const parts: [readonly unknown[], string][] = [
    [uploaded, dryRun ? "would be uploaded" : "uploaded"],
    [unchanged, "unchanged"],
    [kept, "left as somebody else put them there"],
    [failed, "failed"],
    [notTried, "not tried"],
  ];
  const told = parts.filter(([list]) => list.length > 0).map(([list, word]) => `${list.length} ${word}`);
  return `bucket "${bucket}": ${told.join(", ")}`;
}
