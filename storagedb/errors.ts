import type { ConnectionArgs } from "./database";
import { Refusal } from "./refusal";

/** What PostgreSQL and Node put on their errors; see appendix A of PostgreSQL's manual for the codes. */
interface Fault extends Error {
  readonly code?: string;
  readonly hint?: string;
  readonly detail?: string;
  readonly errors?: readonly Fault[];
}

type Where = Pick<ConnectionArgs, "host" | "port" | "database" | "username" | "password">;

/** True where the database was not reached at all, so that nothing is known about what it holds. */
export function isUnreachable(error: unknown): boolean {
  const code = codeOf(error);
  return code !== undefined && unreachable.has(code);
}

const unreachable = new Set([
  "ECONNREFUSED",
  "ENOTFOUND",
  "EAI_AGAIN",
  "ETIMEDOUT",
  "EHOSTUNREACH",
  "ENETUNREACH",
  "57P03",
]);

/** An error as a sentence that says what happened and what to do. The password is never part of it. */
export function explain(error: unknown, where: Where): string {
  if (error instanceof Refusal) return error.message;
  const fault = innermost(error);
  const sentence = sentences[codeOf(fault) ?? ""]?.(where, fault) ?? unforeseen(where, fault);
  // A password of a letter or two would stand in every sentence, and hide nothing.
  return where.password && where.password.length >= 4 ? sentence.replaceAll(where.password, "[secret]") : sentence;
}

const server = (where: Where): string => `${where.host}:${where.port}`;
const database = (where: Where): string => `database "${where.database}" on ${server(where)}`;

/** Only the stack file tells whether this machine's own address is the end of a tunnel. */
const tunnelHint =
  " Where it has database.reach: tunnel, run the command through the tunnel: " +
  "npm run ops -- tunnel --stack <stack> -- pulumi …";

const sentences: Record<string, (where: Where, fault: Fault) => string> = {
  ECONNREFUSED: (where) =>
    `nothing listens on ${server(where)} (connection refused). Start the database, or correct database.host and ` +
    `database.port in the stack file.${where.host === "127.0.0.1" ? tunnelHint : ""}`,
  ENOTFOUND: (where) =>
    `the host name "${where.host}" is not known here. Correct database.host in the stack file, or run this where the ` +
    `name resolves.`,
  EAI_AGAIN: (where) => `the host name "${where.host}" could not be looked up just now. Try again.`,
  ETIMEDOUT: (where) =>
    `${server(where)} did not answer in time. Check that this machine may reach it: firewall, network, VPN.`,
  EHOSTUNREACH: (where) => `there is no route to ${server(where)}. Check the network or VPN.`,
  ENETUNREACH: (where) => `there is no route to ${server(where)}. Check the network or VPN.`,
  "57P03": (where) => `PostgreSQL on ${server(where)} is starting up or shutting down. Try again in a moment.`,
  "28P01": (where) =>
    `${server(where)} did not accept the password of "${where.username}". Set the right one: ` +
    `pulumi config set --secret --path 'alfred-storage:database.password'`,
  "28000": (where, fault) =>
    `${server(where)} does not let "${where.username}" in: ${fault.message}. Check database.administrator and ` +
    `database.tls in the stack file, and the server's pg_hba.conf.`,
  "3D000": (where) => `there is no ${database(where)}. Create it, or correct database.name in the stack file.`,
  "42501": (where, fault) =>
    `"${where.username}" lacks a privilege in ${database(where)}: ${fault.message}. ` +
    `Use an administrator that has it, or have it granted.`,
  "42704": (where, fault) =>
    `${database(where)}: ${fault.message}. Create it first, or correct its name in the stack file.`,
  "42P01": (where, fault) =>
    `${database(where)}: ${fault.message}. The storage schema is not in place: run "pulumi up --refresh", so that it ` +
    `is applied again.`,
  "42883": (where, fault) => `${database(where)}: ${fault.message}. ${fault.hint ?? ""}`.trim(),
  "55P03": (where) =>
    `somebody else holds a lock in ${database(where)} for longer than 30 s, such as a long query on storage.objects or ` +
    `another run. Nothing was changed; try again when it is done.`,
  "53300": (where) => `${server(where)} has no free connection. Try again when others have closed theirs.`,
  "57014": (where) => `the work in ${database(where)} was cancelled; it was rolled back.`,
};

function unforeseen(where: Where, fault: Fault): string {
  const { message } = fault;
  if (/password must be a string|no password supplied|client password/i.test(message)) {
    return (
      `${server(where)} asks for the password of "${where.username}" and none is configured. Set it: ` +
      `pulumi config set --secret --path 'alfred-storage:database.password'`
    );
  }
  if (/does not support SSL/i.test(message)) {
    return `${server(where)} does not offer TLS. Set database.tls to "disable" in the stack file, or turn TLS on there.`;
  }
  if (/certificate|self-signed|altnames/i.test(message)) {
    return (
      `the certificate of ${server(where)} was not accepted: ${message}. Give its authority as ` +
      `database.tlsCertificateAuthority in the stack file, or correct database.host.`
    );
  }
  if (/timeout|terminated/i.test(message)) {
    return `the connection to ${server(where)} was lost or did not come about in time: ${message}. Try again.`;
  }
  const parts = [`${database(where)}: ${message}`, fault.detail, fault.hint].filter((part) => part !== undefined);
  return parts.map((part) => part.replace(/\.$/, "")).join(". ");
}

/** Node joins the failures of a name's several addresses into one error without a message. */
function innermost(error: unknown): Fault {
  const fault: Fault = error instanceof Error ? error : new Error(String(error));
  return fault.errors?.[0] ?? fault;
}

function codeOf(error: unknown): string | undefined {
  const fault = innermost(error);
  return typeof fault.code === "string" ? fault.code : undefined;
}
