/** Why the attributes of a stack's objects need no repair. */
export const nothingToRepair = (stack: string): string =>
  `The objects of ${stack} are in S3, which keeps the type of each with the object itself: there are no attributes to repair.`;
