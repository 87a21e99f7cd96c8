/** What a machine offers before anything is built. */
export interface Found {
  /** The `pulumi` on PATH and what `pulumi version` answered, if it answered. */
  readonly pulumi?: { readonly path: string; readonly version: string };
  /** Provider plugins on PATH or among the installed ones. */
  readonly plugins: Readonly<Partial<Record<PluginName, { readonly path: string; readonly version: string }>>>;
}

/** The provider plugins that can be had as real code. */
export const pluginNames = ["docker", "random", "kubernetes", "aws"] as const;
export type PluginName = (typeof pluginNames)[number];

/** A tool that {@link choose} wants to be built, by the name of its module's folder. */
export type Built = "pulumi" | "language-nodejs" | PluginName;

/**
 * What has to be built on a machine. A `pulumi` that is there brings its own language host, and the two belong
 * together, so it is both or neither. A plugin is looked for on its own, because automatic installation of plugins is
 * off in tests; one of another version than its npm package's would not be taken by the engine. Only plugins that have
 * a version here are wanted.
 */
export function choose(found: Found, versions: Readonly<Partial<Record<PluginName, string>>>): readonly Built[] {
  const build: Built[] = [];
  if (found.pulumi === undefined) build.push("pulumi", "language-nodejs");
  const wanted = pluginNames.filter((name) => versions[name] !== undefined);
  build.push(...wanted.filter((name) => found.plugins[name]?.version !== versions[name]));
  return build;
}
