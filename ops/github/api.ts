import pRetry, { AbortError } from "p-retry";
import { z } from "zod";
import { Failure, messageOf } from "../../cluster/failure";

const comment = z.object({
  id: z.number(),
  body: z.string().nullish(),
  user: z.object({ type: z.string() }).nullish(),
});
const issue = comment.extend({ number: z.number(), pull_request: z.unknown().optional() });

export type Comment = z.infer<typeof comment>;
export type Issue = z.infer<typeof issue>;

/** What a workflow's steps have in their environment, besides the token that is handed over on purpose. */
export interface Surroundings {
  readonly token: string;
  /** `owner/name` */
  readonly repository: string;
  readonly api: string;
}

/** A Failure says what is missing. */
export function surroundingsIn(environment: NodeJS.ProcessEnv): Surroundings {
  const named = (name: string) => {
    const value = environment[name];
    if (value !== undefined && value !== "") return value;
    throw new Failure(
      `The environment variable ${name} is not set. In a workflow, hand it over: see docs/pull-requests.md.`,
    );
  };
  const api = environment["GITHUB_API_URL"] ?? "https://api.github.com";
  return { token: named("GITHUB_TOKEN"), repository: named("GITHUB_REPOSITORY"), api };
}

/** As much of GitHub's REST interface as comments and issues need. Every failure is a Failure, without the token. */
export class GitHub {
  readonly #surroundings: Surroundings;

  constructor(surroundings: Surroundings) {
    this.#surroundings = surroundings;
  }

  /** Of an issue or a pull request, oldest first. */
  comments(number: number): Promise<Comment[]> {
    return this.#all(`issues/${number}/comments`, comment);
  }

  async addComment(number: number, body: string): Promise<void> {
    await this.#ask("POST", `issues/${number}/comments`, { body });
  }

  async changeComment(id: number, body: string): Promise<void> {
    await this.#ask("PATCH", `issues/comments/${id}`, { body });
  }

  async removeComment(id: number): Promise<void> {
    await this.#ask("DELETE", `issues/comments/${id}`);
  }

  /** Open ones with a label, oldest first; pull requests, which GitHub counts among them, are left out. */
  async openIssues(label: string): Promise<Issue[]> {
    const query = `issues?state=open&sort=created&direction=asc&labels=${encodeURIComponent(label)}`;
    const all = await this.#all(query, issue);
    return all.filter(({ pull_request: pull }) => pull === undefined);
  }

  async addIssue(title: string, body: string, label: string): Promise<number> {
    return issue.parse(await this.#ask("POST", "issues", { title, body, labels: [label] })).number;
  }

  async changeIssue(number: number, change: { title?: string; body?: string; state?: "closed" }): Promise<void> {
    await this.#ask("PATCH", `issues/${number}`, change);
  }

  async #all<T>(path: string, schema: z.ZodType<T>): Promise<T[]> {
    const size = 100; // as many as GitHub gives at a time
    const found: T[] = [];
    for (let page = 1; ; page++) {
      const separator = path.includes("?") ? "&" : "?";
      const read = z.array(schema).parse(await this.#ask("GET", `${path}${separator}per_page=${size}&page=${page}`));
      found.push(...read);
      if (read.length < size) return found;
    }
  }

  /** Another try is safe for all but POST, which may have been done although there was no answer. */
  async #ask(method: string, path: string, body?: object): Promise<unknown> {
    const { api, repository, token } = this.#surroundings;
    const retries = method === "POST" ? 0 : 3;
    try {
      return await pRetry(() => answer(), { retries, minTimeout: 500 });
    } catch (error) {
      if (error instanceof Failure) throw error;
      throw new Failure(`GitHub was not reached at ${api}: ${messageOf(error)}.`, { cause: error });
    }

    async function answer(): Promise<unknown> {
      const response = await fetch(`${api}/repos/${repository}/${path}`, {
        method,
        headers: {
          accept: "application/vnd.github+json",
          authorization: `Bearer ${token}`,
          "x-github-api-version": "2022-11-28",
          ...(body === undefined ? {} : { "content-type": "application/json" }),
        },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
        signal: AbortSignal.timeout(30_000),
      });
      if (response.ok) return response.status === 204 ? undefined : ((await response.json()) as unknown);
      const failure = new Failure(
        `GitHub refused ${method} ${path}: ${response.status} ${reason(await response.text())}`,
      );
      throw response.status >= 500 ? failure : new AbortError(failure);
    }
  }
}

/** GitHub's own words, with what to do where it is not obvious. */
function reason(text: string): string {
  const said = z.object({ message: z.string() }).safeParse(parsed(text));
  const message = said.success ? said.data.message : text.slice(0, 200);
  const hint = /not accessible by integration/i.test(message) ? " Give the job the permission that it needs." : "";
  return `${message.replace(/\.$/, "")}.${hint}`;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}
