import { readFileSync } from "node:fs";
import path from "node:path";
import { codeOf, Failure } from "../cluster/failure";
import { checkStackFile, formatIssues, type Settings } from "../config";
import { type ConnectionArgs, PooledDatabase, type Session } from "../storagedb/database";
import { explain } from "../storagedb/errors";

/** A stack, by what its file says. */
export interface Stack {
  readonly name: string;
  /** The name of its file. */
  readonly file: string;
  readonly text: string;
  readonly settings: Settings;
}

/** Where stack files are, unless a test says something else. */
export const projectFolder = path.dirname(__dirname);

/** The text of a stack's file. */
export function readStackText(name: string, root = projectFolder): Pick<Stack, "file" | "text"> {
  const file = `Pulumi.${name}.yaml`;
  try {
    return { file, text: readFileSync(path.join(root, file), "utf8") };
  } catch {
    throw new Failure(`There is no stack file ${file}.`);
  }
}

/** Reads a stack's file. A Failure says all that is wrong with it. */
export async function readStack(name: string, root = projectFolder): Promise<Stack> {
  const { file, text } = readStackText(name, root);
  const { settings, issues } = await checkStackFile(text, file);
  if (settings === undefined) throw new Failure(formatIssues(issues));
  return { name, file, text, settings };
}

/**
 * Does one transaction's work in the stack's database. The password in the stack file is encrypted, so it is taken from
 * where PostgreSQL's own tools look for it: the environment variable PGPASSWORD. What fails is a Failure.
 *
 * @param command the command that asks, as it stands after `npm run ops --`
 */
export async function inDatabase<T>(stack: Stack, command: string, work: (session: Session) => Promise<T>): Promise<T> {
  const { host, port, tls, name, administrator, tlsCertificateAuthority } = stack.settings.database;
  const password = process.env["PGPASSWORD"];
  const connection: ConnectionArgs = {
    ...{ host, port, tls, database: name, username: administrator },
    ...(tlsCertificateAuthority === undefined ? {} : { tlsCertificateAuthority }),
    ...(password === undefined ? {} : { password }),
  };
  const database = new PooledDatabase(connection);
  try {
    return await database.transaction(work);
  } catch (error) {
    throw new Failure(reason(error, connection, stack, command), { cause: error });
  } finally {
    await database.close();
  }
}

/** Some of what goes wrong has another remedy than in `pulumi up`. */
function reason(error: unknown, connection: ConnectionArgs, stack: Stack, command: string): string {
  const { host, port } = connection;
  if (stack.settings.database.tunnel !== undefined && codeOf(error) === "ECONNREFUSED") {
    return (
      `nothing listens on ${host}:${port}, the end of the tunnel. Run the command through it: ` +
      `npm run ops -- tunnel --stack ${stack.name} -- npm run ops -- ${command}`
    );
  }
  const sentence = explain(error, connection);
  const [unopened] = /^\S+ (did not accept|asks for) the password of "[^"]*"/.exec(sentence) ?? [];
  if (unopened === undefined) return sentence;
  return `${unopened}. ${passwordRemedy(stack, command)}`;
}

/**
 * The administrator's password, from the same place; undefined where the server asks for none.
 *
 * @param command the command that asks, as it stands after `npm run ops --`
 */
export function administratorPassword(stack: Stack, command: string): string | undefined {
  const { PGPASSWORD: password = "" } = process.env;
  if (password !== "") return password;
  const { server, administrator, password: known } = stack.settings.database;
  if (server !== "own" && known === undefined) return undefined;
  throw new Failure(`It needs the password of "${administrator}". ${passwordRemedy(stack, command)}`);
}

const passwordRemedy = (stack: Stack, command: string): string =>
  `This command takes it from the environment variable PGPASSWORD:\n` +
  `  PGPASSWORD="$(${passwordCommand(stack)})" npm run ops -- ${command}`;

/** What prints the administrator's password. An own server's stands in its container only, and in the state. */
function passwordCommand({ name, settings: { database, namePrefix } }: Stack): string {
  return database.server === "own"
    ? `docker exec ${namePrefix}db-postgres cat /etc/alfred-storage/administrator-password`
    : `pulumi config get --path 'alfred-storage:database.password' --stack ${name}`;
}

/** The labels of a pod that a command makes for a stack: whose it is, where the stack's name can be a label. */
export function podLabels({ name, settings: { labels } }: Pick<Stack, "name" | "settings">): Record<string, string> {
  const isLabel = /^[A-Za-z0-9]([A-Za-z0-9._-]{0,61}[A-Za-z0-9])?$/.test(name);
  return { ...labels, ...(isLabel ? { "alfred-storage.stack": name } : {}) };
}
