/** A migration of the service's own, by its number and its name. */
export interface Migration {
  readonly id: number;
  readonly name: string;
}

/** One that an image brings. */
export interface ImageMigration extends Migration {
  /** What a person may want to know of it before it runs, such as that it builds an index. */
  readonly notes: readonly string[];
}

export interface Comparison {
  /** Those that the image would apply at its first start, in that order. */
  readonly pending: readonly ImageMigration[];
  /** Those that it would apply but for the freeze. */
  readonly held: readonly ImageMigration[];
  /** Those that the database has and the image does not know: then the image is older than the database. */
  readonly unknown: readonly Migration[];
  /** What is wrong with the freeze. */
  readonly freezeProblem?: string;
}

/** Compares what a database has with what an image brings. */
export function compare(
  applied: readonly Migration[],
  image: readonly ImageMigration[],
  freezeAt: string | undefined,
): Comparison {
  const inOrder = [...image].sort((one, other) => one.id - other.id);
  const has = (list: readonly Migration[], { id, name }: Migration) =>
    list.some((one) => one.id === id && one.name === name);
  const missing = inOrder.filter((one) => !has(applied, one));
  const unknown = applied.filter((one) => !has(image, one) && !isFirst(one));
  const last = inOrder.find(({ name }) => name === freezeAt);
  const beyond = ({ id }: Migration) => last !== undefined && id > last.id;
  const problem = freezeAt === undefined || last !== undefined ? undefined : unknownFreeze(inOrder);
  return {
    pending: missing.filter((one) => !beyond(one)),
    held: missing.filter(beyond),
    unknown,
    ...(problem === undefined ? {} : { freezeProblem: problem }),
  };
}

/** The library that applies the migrations makes its own table first, of which the image has no file. */
const isFirst = ({ id }: Migration): boolean => id === 0;

function unknownFreeze(image: readonly Migration[]): string {
  const names = image.slice(-3).map((one) => one.name);
  return `is no migration of this image; its last ones are ${names.join(", ")}`;
}
