/** A path as a pattern of restic's that matches nothing but it. */
export const literal = (path: string): string => path.replace(/[\\*?[]/g, String.raw`\$&`);
