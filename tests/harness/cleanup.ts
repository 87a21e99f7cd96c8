/** What remains to be undone should this process end early: run once each, synchronously, newest first. */
const pending = new Set<() => void>();

/**
 * Undoes something even where this process is interrupted (SIGINT, SIGTERM, SIGHUP) or ends by an error. Only SIGKILL
 * gets past it. Gives a function that takes the promise back, for when it was undone in the ordinary way.
 */
export function onEnd(undo: () => void): () => void {
  install();
  pending.add(undo);
  return () => {
    pending.delete(undo);
  };
}

let installed = false;
function install(): void {
  if (installed) return;
  installed = true;
  process.on("exit", undoAll);
  // A signal that has a handler no longer ends the process, so the handler does; "exit" then undoes.
  const signals = { SIGHUP: 1, SIGINT: 2, SIGTERM: 15 } as const;
  for (const [signal, number] of Object.entries(signals)) process.on(signal, () => process.exit(128 + number));
}

function undoAll(): void {
  for (const undo of [...pending].reverse()) {
    pending.delete(undo);
    try {
      undo();
    } catch (error) {
      console.error(`cleaning up: ${error instanceof Error ? error.message : String(error)}`);
    }
  }
}
