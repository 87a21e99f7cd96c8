import { DatabaseError } from "pg";

/** An answer of the service that is an error. Most go out with status 400 and say the real one in their body. */
export class Refusal extends Error {
  readonly statusCode: number;
  readonly error: string;
  readonly code: string;

  constructor(statusCode: number, error: string, code: string, message: string) {
    super(message);
    this.statusCode = statusCode;
    this.error = error;
    this.code = code;
  }
}

export const notFound = () => new Refusal(404, "not_found", "NoSuchKey", "Object not found");
export const noBucket = () => new Refusal(404, "Bucket not found", "NoSuchBucket", "Bucket not found");
export const tooLarge = () =>
  new Refusal(413, "Payload too large", "EntityTooLarge", "The object exceeded the maximum allowed size");
export const badToken = (message: string) => new Refusal(403, "Unauthorized", "InvalidJWT", message);

/** What the service makes of an error of the database. */
export function refusalOf(error: unknown): Refusal {
  if (error instanceof Refusal) return error;
  const message = error instanceof Error ? error.message : String(error);
  switch (error instanceof DatabaseError ? error.code : undefined) {
    case "42501":
      return new Refusal(403, "Unauthorized", "AccessDenied", message);
    case "23505":
      return new Refusal(409, "Duplicate", "KeyAlreadyExists", "The resource already exists");
    case "23503":
      return noBucket();
    default:
      return new Refusal(500, "Internal", "InternalError", message);
  }
}
