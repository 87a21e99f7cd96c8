import type { RegisterResourceRequest } from "@pulumi/pulumi/proto/resource_pb";
import { readable } from "./values";

/** A resource with its options as the program registered it; what `out/<stack>/resources.json` holds. */
export interface RecordedResource {
  readonly urn: string;
  readonly type: string;
  readonly name: string;
  readonly parent: string | null;
  readonly dependsOn: readonly string[];
  readonly protect: boolean;
  readonly retainOnDelete: boolean;
  readonly deletedWith: string | null;
  /** Null where the program leaves it to the provider. */
  readonly deleteBeforeReplace: boolean | null;
  readonly ignoreChanges: readonly string[];
  readonly inputs: Readonly<Record<string, unknown>>;
}

const rootType = "pulumi:pulumi:Stack";

/** The engine's form: the types of all parents but the stack stand before the resource's own. */
export function urnOf(stack: string, project: string, parent: string, type: string, name: string): string {
  const qualified = parent.split("::")[2] ?? "";
  const prefix = qualified === "" || qualified === rootType ? "" : `${qualified}$`;
  return `urn:pulumi:${stack}::${project}::${prefix}${type}::${name}`;
}

/**
 * What the engine would take a registration for: three options are the parent's where a resource does not say. A
 * dependency on what the program only reads is left out, since that is not among the resources.
 *
 * @param earlier what was registered before, by URN
 */
export function record(
  urn: string,
  request: RegisterResourceRequest,
  earlier: ReadonlyMap<string, RecordedResource>,
): RecordedResource {
  const parent = earlier.get(request.getParent());
  return {
    urn,
    type: request.getType(),
    name: request.getName(),
    parent: textOr(request.getParent(), null),
    dependsOn: request.getDependenciesList().filter((dependency) => earlier.has(dependency)),
    protect: request.hasProtect() ? request.getProtect() === true : (parent?.protect ?? false),
    retainOnDelete: request.hasRetainondelete()
      ? request.getRetainondelete() === true
      : (parent?.retainOnDelete ?? false),
    deletedWith: textOr(request.getDeletedwith(), parent?.deletedWith ?? null),
    deleteBeforeReplace: request.getDeletebeforereplacedefined() ? request.getDeletebeforereplace() : null,
    ignoreChanges: request.getIgnorechangesList(),
    inputs: readable(request.getObject()),
  };
}

/** On the wire, an empty text says that there is none. */
const textOr = (text: string, otherwise: string | null): string | null => (text === "" ? otherwise : text);
