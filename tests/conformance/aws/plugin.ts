import { once } from "node:events";
import { createInterface } from "node:readline";
import * as grpc from "@grpc/grpc-js";
import { ResourceProviderService as service } from "@pulumi/pulumi/proto/provider_grpc_pb";
import { CheckRequest, type CheckResponse } from "@pulumi/pulumi/proto/provider_pb";
import { type JavaScriptValue, Struct } from "google-protobuf/google/protobuf/struct_pb";
import { type Running, start } from "../../harness/run";
import type { Resource } from "./terraform-plan";

/** A provider's plugin as the engine runs it, as far as it judges inputs. It calls nobody for that. */
export class JudgingPlugin {
  readonly #running: Running;
  readonly #client: grpc.Client;

  private constructor(running: Running, port: number) {
    this.#running = running;
    this.#client = new grpc.Client(`127.0.0.1:${port}`, grpc.credentials.createInsecure());
  }

  static async start(program: string): Promise<JudgingPlugin> {
    // Where the engine would be, to which it would report.
    const running = start(program, ["127.0.0.1:9"]);
    if (running.child.stdout === null) throw new Error(`${program} has no standard output`);
    const [port] = (await once(createInterface({ input: running.child.stdout }), "line")) as [string];
    return new JudgingPlugin(running, Number(port));
  }

  async stop(): Promise<void> {
    this.#client.close();
    this.#running.child.kill();
    await this.#running.finished;
  }

  /** What is wrong with the inputs of a resource, or of a provider. */
  async failures({ type, name, inputs }: Resource): Promise<string[]> {
    const request = new CheckRequest();
    request.setUrn(`urn:pulumi:dev::project::${type}::${name}`);
    request.setNews(Struct.fromJavaScript(inputs as Record<string, JavaScriptValue>));
    const { path, requestSerialize, responseDeserialize } = type.startsWith("pulumi:providers:")
      ? service.checkConfig
      : service.check;
    const response = await new Promise<CheckResponse>((resolve, reject) => {
      this.#client.makeUnaryRequest(path, requestSerialize, responseDeserialize, request, (error, answer) => {
        if (error) reject(error);
        else if (answer) resolve(answer);
      });
    });
    return response.getFailuresList().map((failure) => `${failure.getProperty()} ${failure.getReason()}`.trim());
  }
}
