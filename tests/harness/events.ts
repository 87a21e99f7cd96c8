/** One thing that the engine did, or in a preview would do, to a resource. */
export interface Step {
  /** `create`, `update`, `delete`, `create-replacement`, `replace`, `delete-replaced`, `read`, `import`, …; for a
   * refresh what it found: `update` or `delete`. */
  readonly op: string;
  readonly type: string;
  readonly name: string;
  readonly urn: string;
  /** The properties that differ. */
  readonly diffs?: readonly string[];
  /** The same in detail, where the provider answered with it: property path to kind of difference. */
  readonly detailedDiff?: Readonly<Record<string, unknown>>;
  /** The provider refused or failed. */
  readonly failed?: true;
}

/** What the engine or a provider had to say. */
export interface Diagnostic {
  readonly severity: string;
  readonly message: string;
  /** The resource it is about, if it is about one. */
  readonly urn?: string;
}

/** What an event log says about an operation. */
export interface Events {
  /** In the order of their beginning, without those of which nothing was to be done (`same`). */
  readonly steps: readonly Step[];
  /** The resources left as they are, as the engine's summary counts them: with the stack, without providers. */
  readonly sames: number;
  /** Without the severity `debug`, of which the engine writes hundreds of lines. */
  readonly diagnostics: readonly Diagnostic[];
}

/** The parts of the engine's events (`apitype.EngineEvent`) that are read here. */
interface EngineEvent {
  readonly resourcePreEvent?: { readonly metadata: Metadata };
  readonly resOutputsEvent?: { readonly metadata: Metadata };
  readonly resOpFailedEvent?: { readonly metadata: Metadata };
  readonly diagnosticEvent?: { readonly severity: string; readonly message: string; readonly urn?: string };
  readonly summaryEvent?: { readonly resourceChanges?: Readonly<Record<string, number>> };
}

interface Metadata {
  readonly op: string;
  readonly type: string;
  readonly urn: string;
  readonly diffs?: readonly string[] | null;
  readonly detailedDiff?: Readonly<Record<string, unknown>> | null;
}

/**
 * Reads the engine's event log, one JSON object per line. A line that was cut short, because the engine was killed in
 * the middle of it, is left out.
 */
export function readEvents(log: string): Events {
  const steps = new Map<string, Step>();
  const diagnostics: Diagnostic[] = [];
  let sames = 0;
  for (const event of log.split("\n").flatMap(parse)) {
    if (event.resourcePreEvent) note(steps, event.resourcePreEvent.metadata);
    if (event.resOutputsEvent) note(steps, event.resOutputsEvent.metadata);
    if (event.resOpFailedEvent) note(steps, event.resOpFailedEvent.metadata, true);
    if (event.summaryEvent) sames = event.summaryEvent.resourceChanges?.["same"] ?? 0;
    const diagnostic = event.diagnosticEvent;
    if (diagnostic && diagnostic.severity !== "debug") {
      const { severity, message, urn } = diagnostic;
      diagnostics.push({ severity, message: message.trim(), ...(urn === undefined ? {} : { urn }) });
    }
  }
  return { steps: [...steps.values()].filter(({ op }) => op !== "same"), sames, diagnostics };
}

/**
 * Each step has an event at its beginning and one at its end. For a refresh the first says `refresh` and the second
 * what was found, so a step is known by its resource and by the operation that it began as.
 */
function note(steps: Map<string, Step>, { op, type, urn, diffs, detailedDiff }: Metadata, failed = false): void {
  const refresh = `${urn} refresh`;
  const key = !steps.has(`${urn} ${op}`) && steps.get(refresh)?.op === "refresh" ? refresh : `${urn} ${op}`;
  steps.set(key, {
    ...steps.get(key),
    op,
    type,
    name: nameOf(urn),
    urn,
    ...(diffs?.length ? { diffs } : {}),
    ...(detailedDiff ? { detailedDiff } : {}),
    ...(failed ? { failed } : {}),
  });
}

/** The name in a URN: all that follows the stack, the project and the type. */
function nameOf(urn: string): string {
  return urn.split("::").slice(3).join("::");
}

function parse(line: string): EngineEvent[] {
  try {
    return [JSON.parse(line) as EngineEvent];
  } catch {
    return [];
  }
}

/**
 * Steps as lines `op type name` for comparison, without the stack and without providers, which every program has.
 * Sorted, because the order between independent resources is chance.
 */
export function lines(steps: readonly Step[]): readonly string[] {
  return steps
    .filter(({ type }) => type !== "pulumi:pulumi:Stack" && !type.startsWith("pulumi:providers:"))
    .map(({ op, type, name }) => `${op} ${type} ${name}`)
    .sort();
}
