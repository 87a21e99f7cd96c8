/** For specs: the pack as the engine starts it, a process of its own that is spoken to over gRPC. */
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import * as grpc from "@grpc/grpc-js";
import { AnalyzerService as service } from "@pulumi/pulumi/proto/analyzer_grpc_pb";
import * as proto from "@pulumi/pulumi/proto/analyzer_pb";
import * as rpc from "@pulumi/pulumi/runtime/rpc";
import { Empty } from "google-protobuf/google/protobuf/empty_pb";
import { type JavaScriptValue, Struct } from "google-protobuf/google/protobuf/struct_pb";
import { onEnd } from "../tests/harness/cleanup";
import { type Parameters, type Resource, type Rule, unknown } from "./rule";

/** What a policy is to do other than it does by itself. */
export interface Setting {
  readonly level?: Rule["level"] | "disabled";
  readonly parameters?: Parameters;
}

/** A policy as the pack tells of it. */
export interface Policy {
  readonly name: string;
  readonly level: Rule["level"];
  readonly description: string;
  readonly remedy: string;
  readonly parameters: unknown;
  readonly of: "resource" | "stack";
}

/** What the pack answers, as the engine prints it. */
export interface Answer {
  readonly policy: string;
  readonly level: Rule["level"];
  /** The URN; null for the stack as a whole. */
  readonly resource: string | null;
  /** Without the description, which comes first. */
  readonly message: string;
}

export class Pack {
  readonly #process: ChildProcess;
  readonly #client: grpc.Client;
  readonly #forget: () => void;

  private constructor(child: ChildProcess, port: number) {
    this.#process = child;
    this.#forget = onEnd(() => child.kill());
    this.#client = new grpc.Client(`127.0.0.1:${port}`, grpc.credentials.createInsecure());
  }

  static async start(): Promise<Pack> {
    const child = spawn(process.execPath, ["index.cjs"], { cwd: __dirname, stdio: ["ignore", "pipe", "inherit"] });
    const [port] = (await once(createInterface({ input: child.stdout }), "line")) as [string];
    return new Pack(child, Number(port));
  }

  async stop(): Promise<void> {
    this.#client.close();
    const ended = once(this.#process, "close");
    this.#process.kill();
    await ended;
    this.#forget();
  }

  async policies(): Promise<Policy[]> {
    const answer = await this.#ask(service.getAnalyzerInfo, new Empty());
    return answer.getPoliciesList().map((one) => ({
      name: one.getName(),
      level: levelOf(one.getEnforcementlevel()),
      description: one.getDescription(),
      remedy: one.getRemediationSteps(),
      parameters: one.getConfigschema()?.getProperties()?.toJavaScript(),
      of: one.getPolicyType() === proto.PolicyType.POLICY_TYPE_STACK ? "stack" : "resource",
    }));
  }

  /** As the engine does before anything else: it names every policy. `all` stands for those that are not set. */
  async configure(settings: Readonly<Record<string, Setting>> = {}): Promise<void> {
    const request = new proto.ConfigureAnalyzerRequest();
    for (const { name, level: own } of await this.policies()) {
      const { level = own, parameters = {} } = settings[name] ?? settings["all"] ?? {};
      const config = new proto.PolicyConfig();
      config.setEnforcementlevel(levels[level]);
      config.setProperties(struct(parameters));
      request.getPolicyconfigMap().set(name, config);
    }
    await this.#ask(service.configure, request);
  }

  /** All resources one by one, at the same time, and then together. */
  async judge(resources: readonly Resource[]): Promise<Answer[]> {
    const alone = resources.map((one) => this.#ask(service.analyze, filled(new proto.AnalyzeRequest(), one)));
    const stack = new proto.AnalyzeStackRequest();
    stack.setResourcesList(
      resources.map((one) => filled(new proto.AnalyzerResource(), one).setDependenciesList([...one.dependsOn])),
    );
    const answers = [...(await Promise.all(alone)), await this.#ask(service.analyzeStack, stack)];
    return answers.flatMap((answer) => answer.getDiagnosticsList().map(read));
  }

  #ask<Request, Response>(
    { path, requestSerialize, responseDeserialize }: grpc.MethodDefinition<Request, Response>,
    request: Request,
  ): Promise<Response> {
    return new Promise((resolve, reject) => {
      this.#client.makeUnaryRequest(path, requestSerialize, responseDeserialize, request, (error, response) => {
        if (error) reject(error);
        else if (response) resolve(response);
      });
    });
  }
}

const { ADVISORY, DISABLED, MANDATORY } = proto.EnforcementLevel;
const levels = { advisory: ADVISORY, disabled: DISABLED, mandatory: MANDATORY };
const levelOf = (level: proto.EnforcementLevel): Rule["level"] => (level === MANDATORY ? "mandatory" : "advisory");

const read = (one: proto.AnalyzeDiagnostic): Answer => ({
  policy: one.getPolicyname(),
  level: levelOf(one.getEnforcementlevel()),
  resource: one.getUrn() === "" ? null : one.getUrn(),
  message: one.getMessage().replace(`${one.getDescription()}\n`, ""),
});

function filled<Message extends proto.AnalyzeRequest | proto.AnalyzerResource>(
  message: Message,
  one: Resource,
): Message {
  const options = new proto.AnalyzerResourceOptions();
  options.setProtect(one.protect);
  options.setParent(one.parent ?? "");
  message.setUrn(one.urn);
  message.setType(one.type);
  message.setName(one.name);
  message.setProperties(struct(one.props));
  message.setOptions(options);
  if (one.provider !== undefined) {
    const provider = new proto.AnalyzerProviderResource();
    provider.setName(one.provider.name);
    provider.setProperties(struct(one.provider.props));
    message.setProvider(provider);
  }
  return message;
}

/** As values travel: what is not known yet is a text that says so. */
const struct = (values: object): Struct =>
  Struct.fromJavaScript(
    JSON.parse(JSON.stringify(values, (_, value: unknown) => (value === unknown ? rpc.unknownValue : value))) as Record<
      string,
      JavaScriptValue
    >,
  );
