import { StorageUnknownError } from "@supabase/storage-js";

/** What kept the service from doing something, in words that end a sentence. It holds no token. */
export class ServiceError extends Error {
  /** The service's own: that of the answer's body, since most answers are sent as 400. */
  readonly status: number | undefined;
  /** Whether the same may go well a moment later. */
  readonly mayPass: boolean;

  constructor(message: string, { status, mayPass = false }: { status?: number; mayPass?: boolean }) {
    super(message);
    this.name = "ServiceError";
    this.status = status;
    this.mayPass = mayPass;
  }
}

/** An answer that is not a good one. */
export async function failed(response: Response): Promise<ServiceError> {
  const text = await response.text();
  const { statusCode, error, message } = bodyOf(text);
  const status = Number(statusCode ?? response.status) || response.status;
  const words = [status, error, message === undefined ? undefined : `(${message})`];
  const mayPass = status === 408 || status === 429 || status >= 500;
  return new ServiceError(`the service answered ${words.filter((word) => word !== undefined).join(" ")}`, {
    status,
    mayPass,
  });
}

/** What the client library gives as an error, with the reason that it wraps. */
export function unwrapped(error: Error, url: string, token: string): ServiceError {
  const original = error instanceof StorageUnknownError ? error.originalError : error;
  const { message, status, mayPass } = original instanceof ServiceError ? original : unanswered(original, url);
  return new ServiceError(message.replaceAll(token, "[secret]"), {
    mayPass,
    ...(status === undefined ? {} : { status }),
  });
}

/** There was no answer, or none that can be read. */
function unanswered(error: unknown, url: string): ServiceError {
  if (!(error instanceof Error)) return new ServiceError(`${url} cannot be asked (${String(error)})`, {});
  if (error.name === "TimeoutError") {
    return new ServiceError(`${url} did not answer in time`, { mayPass: true });
  }
  if (error instanceof SyntaxError) {
    return new ServiceError(`${url} answered something else than JSON; is it the storage service's URL?`, {});
  }
  // What broke off while it was sent.
  if (error.cause instanceof ServiceError) return error.cause;
  const cause = error.cause instanceof Error ? (error.cause as NodeJS.ErrnoException) : undefined;
  const reason = cause?.code ?? cause?.message ?? error.message;
  return new ServiceError(`${url} was not reached (${reason})`, { mayPass: passing.test(reason) });
}

/** Codes of Node and of its fetch for connections that are refused, broken off or late. */
const passing = /^(ECONN|EPIPE|ETIMEDOUT|ENET|EHOST|EAI_AGAIN|UND_ERR_(SOCKET|CONNECT|HEADERS|BODY))/;

interface Body {
  readonly statusCode?: string | undefined;
  readonly error?: string | undefined;
  readonly message?: string | undefined;
}

/** A proxy in front of the service answers with pages of its own. */
function bodyOf(text: string): Body {
  let body: unknown;
  try {
    body = JSON.parse(text);
  } catch {
    return {};
  }
  if (body === null || typeof body !== "object") return {};
  const word = (key: string): string | undefined => {
    const value = (body as Record<string, unknown>)[key];
    return typeof value === "string" || typeof value === "number" ? String(value) : undefined;
  };
  return { statusCode: word("statusCode"), error: word("error"), message: word("message") };
}
