import assert from "node:assert/strict";

/** That none of the secrets stands in a text, in whatever form it may have got there. */
export function assertAbsent(secrets: readonly string[], places: Readonly<Record<string, string>>): void {
  for (const secret of secrets) {
    const forms = {
      plain: secret,
      quoted: JSON.stringify(secret).slice(1, -1),
      base64: Buffer.from(secret).toString("base64").replace(/=+$/, ""),
      "URL-encoded": encodeURIComponent(secret),
    };
    for (const [form, text] of Object.entries(forms)) {
      for (const [place, content] of Object.entries(places)) {
        const at = content.indexOf(text);
        assert.equal(at, -1, `${form} in ${place}: …${content.slice(Math.max(0, at - 200), at)}[here]`);
      }
    }
  }
}
