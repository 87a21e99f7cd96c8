import { createServer, type IncomingMessage, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { json } from "node:stream/consumers";

interface Entry {
  id: number;
  number: number;
  body: string;
  user: { type: string };
  title?: string;
  state: string;
  labels: string[];
  pull_request?: object;
}

/** As much of GitHub as the commands ask for, in memory. */
export class TestGitHub {
  readonly comments: (Entry & { on: number })[] = [];
  readonly issues: Entry[] = [];
  readonly asked: string[] = [];
  /** Answers that come before all others. */
  readonly answers: { status: number; body: object }[] = [];
  readonly #server: Server;
  #ids = 100;

  private constructor() {
    this.#server = createServer((request, response) => {
      void this.#answer(request).then(({ status, body }) => {
        response.writeHead(status, { "content-type": "application/json" });
        response.end(body === undefined ? undefined : JSON.stringify(body));
      });
    });
  }

  static async start(): Promise<TestGitHub> {
    const github = new TestGitHub();
    await new Promise<void>((done) => github.#server.listen(0, "127.0.0.1", done));
    return github;
  }

  get environment(): NodeJS.ProcessEnv {
    const { port } = this.#server.address() as AddressInfo;
    return { GITHUB_API_URL: `http://127.0.0.1:${port}`, GITHUB_REPOSITORY: "owner/name", GITHUB_TOKEN: "token" };
  }

  comment(on: number, body: string, type = "Bot"): number {
    const id = this.#ids++;
    this.comments.push({ id, number: id, on, body, user: { type }, state: "open", labels: [] });
    return id;
  }

  issue(body: string, labels: string[], pull = false): number {
    const id = this.#ids++;
    const entry = { id, number: id, body, labels, user: { type: "Bot" }, state: "open" };
    this.issues.push({ ...entry, ...(pull ? { pull_request: {} } : {}) });
    return id;
  }

  async stop(): Promise<void> {
    await new Promise((done) => this.#server.close(done));
  }

  async #answer(request: IncomingMessage): Promise<{ status: number; body?: unknown }> {
    const body =
      request.method === "GET" || request.method === "DELETE" ? {} : ((await json(request)) as Partial<Entry>);
    const url = new URL(request.url ?? "", "http://github");
    const path = url.pathname.replace("/repos/owner/name/", "");
    const operation = `${request.method ?? ""} ${path}`;
    this.asked.push(operation);
    const first = this.answers.shift();
    if (first !== undefined) return first;
    if (request.headers.authorization !== "Bearer token") return { status: 401, body: { message: "Bad credentials" } };
    const page = <T>(all: T[]) => {
      const [size, number] = [Number(url.searchParams.get("per_page")), Number(url.searchParams.get("page"))];
      return { status: 200, body: all.slice(size * (number - 1), size * number) };
    };
    const [, on, , id] = /^issues\/(\d+|comments)(\/(\d+|comments))?$/.exec(path) ?? [];
    switch (operation.replace(/\d+/g, "N")) {
      case "GET issues/N/comments":
        return page(this.comments.filter((comment) => comment.on === Number(on)));
      case "POST issues/N/comments":
        this.comment(Number(on), body.body ?? "");
        return { status: 201, body: {} };
      case "PATCH issues/comments/N":
        Object.assign(this.comments.find((comment) => comment.id === Number(id)) ?? {}, body);
        return { status: 200, body: {} };
      case "DELETE issues/comments/N":
        this.comments.splice(
          this.comments.findIndex((comment) => comment.id === Number(id)),
          1,
        );
        return { status: 204 };
      case "GET issues": {
        const label = url.searchParams.get("labels") ?? "";
        return page(this.issues.filter(({ state, labels }) => state === "open" && labels.includes(label)));
      }
      case "POST issues": {
        const number = this.issue(body.body ?? "", body.labels ?? []);
        const made = Object.assign(this.issues.at(-1) ?? {}, { title: body.title });
        return { status: 201, body: { ...made, number } };
      }
      case "PATCH issues/N":
        Object.assign(this.issues.find(({ number }) => number === Number(on)) ?? {}, body);
        return { status: 200, body: {} };
      default:
        return { status: 404, body: { message: "Not Found" } };
    }
  }
}
