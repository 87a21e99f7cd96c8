import { BlockList, isIP } from "node:net";

/** A range of addresses as `network/prefix`. */
interface Range {
  readonly network: string;
  readonly prefix: number;
  readonly family: "ipv4" | "ipv6";
}

const bits = { ipv4: 32, ipv6: 128 } as const;

/** Missing where the text is not a range, or is one of addresses with a zone (`fe80::1%eth0`), which have no place here. */
export function parseRange(cidr: string): Range | undefined {
  const [, network = "", digits = ""] = /^([^/%]*)\/([0-9]{1,3})$/.exec(cidr) ?? [];
  const version = isIP(network);
  if (version === 0) return undefined;
  const family = version === 4 ? "ipv4" : "ipv6";
  return Number(digits) > bits[family] ? undefined : { network, prefix: Number(digits), family };
}

/** Whether a range is a single address. */
export const isSingle = ({ prefix, family }: Range): boolean => prefix === bits[family];

/** Whether an address lies in a range. Those of another IP version do not, unlike with `BlockList` alone. */
export function contains({ network, prefix, family }: Range, address: string): boolean {
  if (isIP(address) !== (family === "ipv4" ? 4 : 6)) return false;
  const list = new BlockList();
  list.addSubnet(network, prefix, family);
  return list.check(address, family);
}

/** Whether all of one range is in the other. */
export const encloses = (outer: Range, inner: Range): boolean =>
  outer.prefix <= inner.prefix && contains(outer, inner.network);
