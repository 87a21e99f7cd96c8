/**
 * What a command is to do, by its arguments; or the exit status with which it ends at once, because only help was wanted or
 * an option is wrong. What is said then is printed.
 *
 * @param read gives the options, undefined where only help is wanted; throws what is wrong, in whole sentences
 */
export function understood<T extends object>(help: string, read: () => T | undefined): T | number {
  let options;
  try {
    options = read();
  } catch (error) {
    console.error(`${(error as Error).message}\n\n${help}`);
    return 2;
  }
  if (options !== undefined) return options;
  console.log(help);
  return 0;
}
