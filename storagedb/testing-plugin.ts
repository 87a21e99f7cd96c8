import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import path from "node:path";
import { createInterface } from "node:readline";
import * as grpc from "@grpc/grpc-js";
import { EngineService } from "@pulumi/pulumi/proto/engine_grpc_pb";
import { type LogRequest, LogSeverity } from "@pulumi/pulumi/proto/engine_pb";
import { ResourceProviderService as service } from "@pulumi/pulumi/proto/provider_grpc_pb";
import * as proto from "@pulumi/pulumi/proto/provider_pb";
import { Empty } from "google-protobuf/google/protobuf/empty_pb";
import { type JavaScriptValue, Struct } from "google-protobuf/google/protobuf/struct_pb";
import { onEnd } from "../tests/harness/cleanup";

/** Properties as they travel, with the protocol's markers; see `wire.spec.ts` for each of them. */
export type Wire = Record<string, JavaScriptValue>;
export const secret = (value: JavaScriptValue): Wire => ({
  "4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270",
  value,
});
export const unknownText = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";

const struct = (values: object) => Struct.fromJavaScript(values as Wire);
const urnOf = (type: string): string => `urn:pulumi:dev::test::storagedb:index:${type}::it`;

/** The plugin as the engine runs it: a process of its own, spoken to over gRPC, that reports to a (small) engine. */
export class Plugin {
  /** What it told the engine: severity, message and the resource's type. */
  readonly told: [severity: string, message: string, type: string][];
  readonly #client: grpc.Client;
  /** All that it answered and wrote so far, to look for what must not be in it. */
  readonly answers: string[] = [];
  readonly #process: ChildProcess;
  readonly #engine: grpc.Server;
  readonly #forget: () => void;

  private constructor(child: ChildProcess, port: number, engine: grpc.Server, told: Plugin["told"]) {
    this.told = told;
    this.#process = child;
    this.#engine = engine;
    this.#forget = onEnd(() => child.kill());
    this.#client = new grpc.Client(`127.0.0.1:${port}`, grpc.credentials.createInsecure());
  }

  static async start(): Promise<Plugin> {
    const told: Plugin["told"] = [];
    const engine = new grpc.Server();
    engine.addService(EngineService, {
      log: ({ request }: { request: LogRequest }, answer: grpc.sendUnaryData<Empty>) => {
        const severity = request.getSeverity() === LogSeverity.WARNING ? "warning" : "info";
        told.push([severity, request.getMessage(), request.getUrn().split(":").at(-3) ?? ""]);
        answer(null, new Empty());
      },
    });
    const address = await new Promise<number>((resolve, reject) => {
      engine.bindAsync("127.0.0.1:0", grpc.ServerCredentials.createInsecure(), (error, port) => {
        if (error) reject(error);
        else resolve(port);
      });
    });
    const child = spawn(process.execPath, [path.join(__dirname, "index.js"), `127.0.0.1:${address}`]);
    const lines = createInterface({ input: child.stdout });
    const [first] = (await once(lines, "line")) as [string];
    const plugin = new Plugin(child, Number(first), engine, told);
    lines.on("line", (line) => plugin.answers.push(line));
    child.stderr.setEncoding("utf8").on("data", (text: string) => plugin.answers.push(text));
    return plugin;
  }

  async stop(): Promise<void> {
    this.#client.close();
    this.#engine.forceShutdown();
    const ended = once(this.#process, "close");
    this.#process.kill();
    await ended;
    this.#forget();
  }

  /** What it told the engine so far, once that is at least so much. Forgets it. */
  async heard(messages = 1): Promise<Plugin["told"]> {
    for (let waited = 0; this.told.length < messages && waited < 2000; waited += 10) {
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
    return this.told.splice(0);
  }

  async ask<Request, Response>(
    { path: method, requestSerialize, responseDeserialize }: grpc.MethodDefinition<Request, Response>,
    request: Request,
  ): Promise<Response> {
    return new Promise((resolve, reject) => {
      this.#client.makeUnaryRequest(method, requestSerialize, responseDeserialize, request, (error, response) => {
        this.answers.push(error?.details ?? "");
        // As the person sees it: the details alone.
        if (error) reject(new Error(error.details));
        else if (response) resolve(response);
      });
    });
  }

  async checkConfig(values: object): Promise<string[]> {
    const request = new proto.CheckRequest();
    request.setNews(struct(values));
    return this.#failures(await this.ask(service.checkConfig, request));
  }

  async configure(values: object) {
    const request = new proto.ConfigureRequest();
    request.setArgs(struct(values));
    return (await this.ask(service.configure, request)).toObject();
  }

  async check(type: string, values: object): Promise<{ inputs: Wire; failures: string[] }> {
    const request = new proto.CheckRequest();
    request.setUrn(urnOf(type));
    request.setNews(struct(values));
    const response = await this.ask(service.check, request);
    return { inputs: this.#plain(response.getInputs()), failures: this.#failures(response) };
  }

  async diffConfig(olds: object, news: object) {
    const request = new proto.DiffRequest();
    request.setOldInputs(struct(olds));
    request.setOlds(struct(olds));
    request.setNews(struct(news));
    return differencesOf(await this.ask(service.diffConfig, request));
  }

  async diff(type: string, state: object, news: object) {
    const request = new proto.DiffRequest();
    request.setUrn(urnOf(type));
    request.setOlds(struct(state));
    request.setNews(struct(news));
    return differencesOf(await this.ask(service.diff, request));
  }

  async create(type: string, inputs: object, preview = false): Promise<{ id: string; state: Wire }> {
    const request = new proto.CreateRequest();
    request.setUrn(urnOf(type));
    request.setProperties(struct(inputs));
    request.setPreview(preview);
    const response = await this.ask(service.create, request);
    return { id: response.getId(), state: this.#plain(response.getProperties()) };
  }

  async read(type: string, id: string, state: object = {}): Promise<{ id: string; state: Wire; inputs: Wire }> {
    const request = new proto.ReadRequest();
    request.setUrn(urnOf(type));
    request.setId(id);
    request.setProperties(struct(state));
    request.setInputs(struct({}));
    const response = await this.ask(service.read, request);
    return {
      id: response.getId(),
      state: this.#plain(response.getProperties()),
      inputs: this.#plain(response.getInputs()),
    };
  }

  async update(type: string, state: object, news: object, preview = false): Promise<Wire> {
    const request = new proto.UpdateRequest();
    request.setUrn(urnOf(type));
    request.setOlds(struct(state));
    request.setNews(struct(news));
    request.setPreview(preview);
    return this.#plain((await this.ask(service.update, request)).getProperties());
  }

  async delete(type: string, state: object): Promise<void> {
    const request = new proto.DeleteRequest();
    request.setUrn(urnOf(type));
    request.setProperties(struct(state));
    await this.ask(service.delete, request);
  }

  async cancel(): Promise<void> {
    await this.ask(service.cancel, new Empty());
  }

  #plain(message: Struct | undefined): Wire {
    const values = message?.toJavaScript() ?? {};
    this.answers.push(JSON.stringify(values));
    return values;
  }

  #failures(response: proto.CheckResponse): string[] {
    const found = response.getFailuresList().map((failure) => `${failure.getProperty()}: ${failure.getReason()}`);
    this.answers.push(...found);
    return found;
  }
}

const kinds = ["add", "add replace", "delete", "delete replace", "update", "update replace"];

/** A difference in short: whether there is one, each property path with its kind, and what replaces. */
function differencesOf(response: proto.DiffResponse) {
  const parts: Record<string, string> = {};
  response.getDetaileddiffMap().forEach((part, property) => {
    parts[property] = `${kinds[part.getKind()] ?? ""}${part.getInputdiff() ? "" : ", in the database"}`;
  });
  return {
    changes: response.getChanges() === proto.DiffResponse.DiffChanges.DIFF_SOME,
    diffs: response.getDiffsList(),
    replaces: response.getReplacesList(),
    parts,
  };
}
