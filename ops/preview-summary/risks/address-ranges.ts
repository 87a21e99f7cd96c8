import { BlockList, isIPv4, isIPv6 } from "node:net";

/** A range of addresses without parts of it. */
export interface Range {
  readonly cidr: string;
  readonly except: readonly string[];
}

/** Whether all of one range is in the other. Where a range cannot be read: no. */
export function within(inner: Range, outer: Range): boolean {
  const [one, other] = [parse(inner.cidr), parse(outer.cidr)];
  if (one === undefined || other === undefined || !contains(other, one)) return false;
  return outer.except.every((text) => {
    const hole = parse(text);
    if (hole === undefined) return false;
    if (!contains(hole, one) && !contains(one, hole)) return true;
    return inner.except.some((own) => {
      const spared = parse(own);
      return spared !== undefined && contains(spared, hole);
    });
  });
}

interface Subnet {
  readonly address: string;
  readonly prefix: number;
  readonly family: "ipv4" | "ipv6";
}

function parse(cidr: string): Subnet | undefined {
  const [address = "", length = ""] = cidr.split("/");
  const family = isIPv4(address) ? "ipv4" : isIPv6(address) ? "ipv6" : undefined;
  return family === undefined || !/^\d+$/.test(length) ? undefined : { address, prefix: Number(length), family };
}

function contains(outer: Subnet, inner: Subnet): boolean {
  if (outer.family !== inner.family || outer.prefix > inner.prefix) return false;
  const list = new BlockList();
  list.addSubnet(outer.address, outer.prefix, outer.family);
  return list.check(inner.address, inner.family);
}
