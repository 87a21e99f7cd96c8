import { codeOf, Failure, messageOf } from "./failure";
import { type Request, verbsOf } from "./rights";

/** Whom was asked for what. */
export interface Asked extends Request {
  /** The API server's URL. */
  readonly server: string;
  /** The context of the kubeconfig. */
  readonly context: string;
  readonly namespace: string;
  readonly purpose: Purpose;
}

/** What all requests are for, where something has to be said about them. */
export interface Purpose {
  /** The page with the Role that allows them, where they need one of their own. */
  readonly page?: string;
  /** What to do where the namespace is missing, as a sentence. */
  readonly withoutNamespace: string;
}

/** What the API server or the way to it said, as sentences. */
export function apiFailure(error: unknown, asked: Asked): Failure {
  if (error instanceof Failure) return error;
  const status = statusOf(error);
  if (status === undefined) return unreached(error, asked);
  const text = words(error);
  const said = text === "" ? "" : `: ${text}`;
  const { server, context, namespace, verb, resource } = asked;
  switch (status) {
    case 401:
      return new Failure(
        `The API server ${server} does not take the credentials of context "${context}" (401)${said}. ` +
          `Sign in to the cluster again.`,
      );
    case 403:
      return forbidden(text, asked);
    case 404:
      if (/^namespaces? ".+" not found/.test(text) || resource === "namespaces") return noNamespace(asked);
      return new Failure(`There is no such ${noun(resource)} in namespace ${namespace} (404)${said}.`, {
        passing: true,
        missing: true,
      });
    case 429:
      return new Failure(`The API server ${server} has too much to do (429)${said}. Try again in a moment.`, {
        passing: true,
      });
  }
  const passing = status >= 500;
  const again = passing ? " Try again in a moment." : "";
  if (resource === "pods/portforward") {
    const proxy = "If a proxy stands before the API server, it has to let WebSockets through.";
    return new Failure(`The API server ${server} did not forward a port (${status})${said}. ${proxy}${again}`, {
      passing,
    });
  }
  return new Failure(`The API server ${server} did not ${verb} ${resource} (${status})${said}.${again}`, { passing });
}

export function noNamespace({ namespace, purpose }: Pick<Asked, "namespace" | "purpose">): Failure {
  return new Failure(`There is no namespace ${namespace} in the cluster. ${purpose.withoutNamespace}`);
}

function forbidden(text: string, asked: Asked): Failure {
  const { context, namespace, purpose, resource } = asked;
  // A role that lacks a verb and an admission that refuses the object have the same status.
  if (text !== "" && !/ cannot \w+ resource /.test(text)) {
    return new Failure(`The cluster refuses the ${noun(resource)} in namespace ${namespace}: ${text}.`);
  }
  const verbs = verbsOf(asked);
  const said = text === "" ? "" : ` The API server said: ${text}.`;
  const role = purpose.page === undefined ? "" : ` ${purpose.page} has the Role that allows it.`;
  return new Failure(
    `The user of context "${context}" may not ${verbs.join(" and ")} ${resource} in namespace ${namespace} ` +
      `(403).${role}${said}`,
  );
}

function unreached(error: unknown, { server, context }: Asked): Failure {
  const code = codeOf(error);
  const message = messageOf(innermost(error)).replace(/^request to \S+ failed, reason: /, "");
  if (code === "ENOENT")
    return new Failure(
      `The kubeconfig's user of context "${context}" names a program or a file that is not there: ${message}.`,
    );
  const reason = code === undefined ? message : (reasons[code] ?? `${message} (${code})`);
  return new Failure(
    `The API server ${server} of context "${context}" was not reached: ${reason}. Check the network or VPN, and the ` +
      `kubeconfig.`,
    { passing: true, cause: error },
  );
}

const reasons: Readonly<Record<string, string>> = {
  ECONNREFUSED: "nothing listens there",
  ENOTFOUND: "its host name is not known here",
  EAI_AGAIN: "its host name could not be looked up just now",
  ETIMEDOUT: "it did not answer in time",
  ECONNRESET: "the connection was lost",
  EHOSTUNREACH: "there is no route to it",
  ENETUNREACH: "there is no route to it",
};

/** What Node's fetch only says "failed" about. */
function innermost(error: unknown): unknown {
  return error instanceof Error && error.cause !== undefined ? innermost(error.cause) : error;
}

/** That of an answer, also of one that refused a WebSocket. */
function statusOf(error: unknown): number | undefined {
  const { code } = error as { code?: unknown };
  if (typeof code === "number") return code;
  const [, status] = /^Unexpected server response: (\d{3})/.exec(messageOf(error)) ?? [];
  return status === undefined ? undefined : Number(status);
}

/** The message of the Status object that the API server answers with; as text where its code is not a foreseen one. */
function words(error: unknown): string {
  let { body } = error as { body?: unknown };
  if (typeof body === "string") {
    try {
      body = JSON.parse(body);
    } catch {
      return "";
    }
  }
  const message = (body as { message?: unknown } | undefined)?.message;
  return typeof message === "string" ? message.trim().replace(/\.$/, "") : "";
}

const noun = (resource: Request["resource"]): string => (resource.startsWith("pods") ? "pod" : resource.slice(0, -1));
