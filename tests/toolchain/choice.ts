/** What a machine offers before anything is built. */
export interface Found {
  /** The `pulumi` on PATH and what `pulumi version` answered, if it answered. */
  readonly pulumi?: { readonly path: string; readonly version: string };
  /** A random plugin on PATH or among the installed ones. */
  readonly random?: { readonly path: string; readonly version: string };
}

/** A tool that {@link choose} wants to be built, by the name of its module's folder. */
export type Built = "pulumi" | "language-nodejs" | "random";

/**
 * What has to be built on a machine. A `pulumi` that is there brings its own language host, and the two belong
 * together, so it is both or neither. The random plugin is looked for on its own, because automatic installation of
 * plugins is off in tests; one of another version than the npm package's would not be taken by the engine.
 */
export function choose(found: Found, randomVersion: string): readonly Built[] {
  const build: Built[] = [];
  if (found.pulumi === undefined) build.push("pulumi", "language-nodejs");
  if (found.random?.version !== randomVersion) build.push("random");
  return build;
}
