import type { Finding, Risk } from "./finding";
import type { HeldObjects } from "./held-objects";
import type { Preview } from "./preview";
import { findingsOf } from "./risks";

/** What a preview means. */
export interface Summary {
  readonly preview: Preview;
  readonly findings: Readonly<Record<Risk, readonly Finding[]>>;
}

export function summarise(preview: Preview, held: HeldObjects = new Map()): Summary {
  const found = findingsOf({ preview, held });
  const of = (risk: Risk) => found.filter((one) => one.risk === risk);
  const findings = {
    "data loss": of("data loss"),
    "access widened": of("access widened"),
    security: of("security"),
    downtime: of("downtime"),
    harmless: of("harmless"),
  };
  return { preview, findings };
}

export interface Verdict {
  readonly failed: boolean;
  readonly dataLoss: boolean;
}

export const verdictOf = ({ preview, findings }: Summary): Verdict => ({
  failed: preview.failed || (preview.violations ?? []).some(({ level }) => level === "mandatory"),
  dataLoss: findings["data loss"].length > 0,
});
