/** The same privileges, those of the pattern first and in its order, so that an order alone is no difference. */
export function inOrderOf(pattern: readonly string[], found: readonly string[]): string[] {
  const wanted = pattern.map((privilege) => privilege.toUpperCase());
  return [
    ...pattern.filter((privilege) => found.includes(privilege.toUpperCase())),
    ...found.filter((privilege) => !wanted.includes(privilege)).sort(),
  ];
}

/** Privileges go into SQL as key words, so only words may pass. */
export const privilegePattern = /^[A-Za-z]+( [A-Za-z]+)?$/;

export const grantOption = (wanted: { readonly withGrantOption?: boolean | undefined }): string =>
  wanted.withGrantOption === true ? " WITH GRANT OPTION" : "";
