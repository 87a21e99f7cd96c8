import { isIPv4, isIPv6 } from "node:net";
import type { Parsed } from "../components/units";
import { forEditors } from "./fields";
import { z } from "zod";

/** A range of addresses in the form that Kubernetes takes: the network's first address and the length of its prefix. */
interface Range {
  readonly text: string;
  readonly prefix: number;
}

const forms = "write a range such as 10.0.0.0/16 or 2001:db8::/32, and a single address as 10.0.0.7/32";

/** Reads a range of addresses. One whose address is not the network's own is refused, and told the network's. */
export function parseCidr(written: string): Parsed<Range> {
  const [address = "", length = "", ...more] = written.split("/");
  const bits = isIPv4(address) ? 32 : isIPv6(address) && !address.includes("%") ? 128 : undefined;
  if (bits === undefined || !/^(0|[1-9][0-9]{0,2})$/.test(length) || more.length > 0) return unreadable(written);
  const prefix = Number(length);
  if (prefix > bits) return { problem: `has a prefix longer than the ${bits} bits of its address; ${forms}` };
  const value = numberOf(address);
  const hosts = (1n << BigInt(bits - prefix)) - 1n;
  const network = value & ~hosts;
  const text = `${addressOf(network, bits)}/${prefix}`;
  return network === value
    ? { value: { text, prefix } }
    : { problem: `names an address within a network; the network is ${text}` };
}

function unreadable(written: string): { problem: string } {
  const large = /^(\d+)\.(\d+)\.(\d+)\.(\d+)(\/\d+)?$/
    .exec(written)
    ?.slice(1, 5)
    .find((part) => Number(part) > 255);
  const problem = large === undefined ? "is not a range of addresses" : `has ${large} where 255 is the most`;
  return { problem: `${problem}; ${forms}` };
}

/** An IPv6 address as eight groups of hexadecimal digits, compressed by the rules of URLs (RFC 5952). */
const canonical = (address: string): string => new URL(`http://[${address}]/`).hostname.slice(1, -1);

function numberOf(address: string): bigint {
  if (isIPv4(address)) return address.split(".").reduce((sum, part) => (sum << 8n) | BigInt(part), 0n);
  const [before = [], after] = canonical(address)
    .split("::")
    .map((side) => (side === "" ? [] : side.split(":")));
  const zeros = after === undefined ? 0 : 8 - before.length - after.length;
  const groups = [...before, ...Array<string>(zeros).fill("0"), ...(after ?? [])];
  return groups.reduce((sum, group) => (sum << 16n) | BigInt(`0x${group}`), 0n);
}

function addressOf(value: bigint, bits: 32 | 128): string {
  const size = bits === 32 ? 8n : 16n;
  const parts = Array.from({ length: bits === 32 ? 4 : 8 }, (_, position) => {
    const rest = value >> (size * BigInt((bits === 32 ? 3 : 7) - position));
    return rest & ((1n << size) - 1n);
  });
  return bits === 32 ? parts.join(".") : canonical(parts.map((part) => part.toString(16)).join(":"));
}

/** One entry of `cidrs`. The pattern is for editors, which need no more than the form. */
export function cidr() {
  const schema = z.string().transform((written, context) => {
    const parsed = parseCidr(written);
    const problem =
      "problem" in parsed
        ? parsed.problem
        : parsed.value.prefix === 0
          ? "is every address, so the policy would keep nothing back; name the networks that are meant"
          : undefined;
    if (problem === undefined) return written;
    context.issues.push({ code: "custom", message: problem, input: written });
    return z.NEVER;
  });
  return schema.register(forEditors, { keywords: () => ({ pattern: "^[0-9a-fA-F.:]+/[0-9]{1,3}$" }) });
}
