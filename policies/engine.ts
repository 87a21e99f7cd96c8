/** How the engine's SDK hands resources to a pack, turned into what rules see. */
import type { PolicyResource, ResourceValidationArgs } from "@pulumi/policy";
import * as internals from "@pulumi/policy/proxy";
import { type NotKnownYet, type Resource, unknown } from "./rule";

/** What the SDK does not declare, though a pack cannot do without: how to look at a resource without its proxies. */
const proxy = internals as unknown as Internals;

interface Internals {
  readonly UnknownValueError: new (value: string, path: readonly string[]) => Error;
  readonly isSpecialProxy: string;
  readonly getSpecialProxyTarget: string;
  readonly unknownArchiveValue: string;
  readonly unknownArrayValue: string;
  readonly unknownAssetValue: string;
  readonly unknownBooleanValue: string;
  readonly unknownNumberValue: string;
  readonly unknownObjectValue: string;
  readonly unknownStringValue: string;
}

/** The engine's resource as a rule sees it. */
export function seen(one: ResourceValidationArgs | PolicyResource): Resource {
  const { urn, type, name, opts, provider } = one;
  return {
    urn,
    type,
    name,
    protect: opts.protect,
    dependsOn: "dependencies" in one ? one.dependencies.map((other) => other.urn) : [],
    props: plain(one.props) as Resource["props"],
    ...(opts.parent === undefined || opts.parent === "" ? {} : { parent: opts.parent }),
    ...(provider === undefined
      ? {}
      : { provider: { name: provider.name, props: plain(provider.props) as Resource["props"] } }),
  };
}

/** The engine then says that a rule could not run in this preview, and for what, and does not count it as a violation. */
export const notKnownToEngine = ({ what }: NotKnownYet): Error =>
  new proxy.UnknownValueError(proxy.unknownStringValue, [what]);

/** Texts by which the SDK says that something is not known yet. */
const sentinels = new Set<unknown>([
  proxy.unknownArchiveValue,
  proxy.unknownArrayValue,
  proxy.unknownAssetValue,
  proxy.unknownBooleanValue,
  proxy.unknownNumberValue,
  proxy.unknownObjectValue,
  proxy.unknownStringValue,
]);

type Fields = Readonly<Record<string, unknown>>;

/** A copy without the SDK's proxies, which throw where something is read that is not known yet. */
function plain(value: unknown): unknown {
  if (sentinels.has(value)) return unknown;
  if (typeof value !== "object" || value === null) return value;
  const fields = value as Fields;
  const bare = fields[proxy.isSpecialProxy] === true ? (fields[proxy.getSpecialProxyTarget] as object) : value;
  if (Array.isArray(bare)) return bare.map(plain);
  return Object.fromEntries(Object.entries(bare).map(([key, inner]) => [key, plain(inner)]));
}
