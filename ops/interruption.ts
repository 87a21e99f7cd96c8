/**
 * Acts on Ctrl+C and on what else asks this process to end. A second signal after a moment ends it at once; npm and a
 * terminal both send the first one.
 *
 * @returns what takes the handlers away; those that are there in the end stay until the process has ended
 */
export function onInterruption(act: () => void): () => void {
  const signals = ["SIGINT", "SIGTERM", "SIGHUP"] as const;
  let first = Infinity;
  const handler = () => {
    if (Date.now() - first > 1000) process.exit(130);
    first = Math.min(first, Date.now());
    act();
  };
  for (const signal of signals) process.on(signal, handler);
  return () => {
    for (const signal of signals) process.off(signal, handler);
  };
}
