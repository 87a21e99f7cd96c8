import { encloses, parseRange } from "../../../components/storage-network-policy/addresses";

/** A range of addresses without parts of it. */
export interface Range {
  readonly cidr: string;
  readonly except: readonly string[];
}

/** Whether all of one range is in the other. Where a range cannot be read: no. */
export function within(inner: Range, outer: Range): boolean {
  const [one, other] = [parseRange(inner.cidr), parseRange(outer.cidr)];
  if (one === undefined || other === undefined || !encloses(other, one)) return false;
  return outer.except.every((text) => {
    const hole = parseRange(text);
    if (hole === undefined) return false;
    if (!encloses(hole, one) && !encloses(one, hole)) return true;
    return inner.except.some((own) => {
      const spared = parseRange(own);
      return spared !== undefined && encloses(spared, hole);
    });
  });
}
