/** The forms in which a secret would be one still: as it is, base64, URL-encoded. */
export function formsOf(secret: string): string[] {
  // A text's base64 depends on where in a longer one it stands: three shifts, of which the middle is always the same.
  const shifted = [0, 1, 2].map((shift) => {
    const text = Buffer.from(" ".repeat(shift) + secret).toString("base64");
    return text.slice(Math.ceil((shift * 4) / 3) || 0, Math.floor(((shift + secret.length) * 4) / 3) - 1);
  });
  const urlSafe = shifted.map((text) => text.replaceAll("+", "-").replaceAll("/", "_"));
  return [...new Set([secret, encodeURIComponent(secret), ...shifted, ...urlSafe])];
}

/** The names of the texts in which some secret occurs. */
export function leaks(texts: Readonly<Record<string, string>>, secrets: readonly string[]): string[] {
  const forms = secrets.flatMap(formsOf);
  return Object.keys(texts).filter((name) => forms.some((form) => texts[name]?.includes(form)));
}
