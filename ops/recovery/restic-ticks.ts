import type { Progress } from "./types";

/** Says once a second for how long a work goes on that says little itself. */
export async function withTicks<T>(progress: Progress, text: string, work: () => Promise<T>): Promise<T> {
  const begin = Date.now();
  const tell = () => {
    progress(`${text}, ${Math.round((Date.now() - begin) / 1000)} s`);
  };
  tell();
  const timer = setInterval(tell, 1000);
  try {
    return await work();
  } finally {
    clearInterval(timer);
  }
}
