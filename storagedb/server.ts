import * as grpc from "@grpc/grpc-js";
import { EngineClient } from "@pulumi/pulumi/proto/engine_grpc_pb";
import * as engine from "@pulumi/pulumi/proto/engine_pb";
import * as plugin from "@pulumi/pulumi/proto/plugin_pb";
import { ResourceProviderService } from "@pulumi/pulumi/proto/provider_grpc_pb";
import * as proto from "@pulumi/pulumi/proto/provider_pb";
import { Empty } from "google-protobuf/google/protobuf/empty_pb";
import { type CheckFailure, Provider, type ProviderPackage } from "./provider";
import { decode, encode, type Properties } from "./wire";

/**
 * The provider protocol and nothing else: takes requests apart, has them answered by a {@link Provider}, and puts the
 * answers together. The SDK's ready server is not used, because it drops the configuration, the old inputs, detailed
 * differences and the markers of secrets and unknown values.
 */
export async function serve(ready: ProviderPackage, engineAddress: string | undefined): Promise<void> {
  const log =
    engineAddress === undefined ? undefined : new EngineClient(engineAddress, grpc.credentials.createInsecure());
  const provider = new Provider(ready, (severity, message, urn) => {
    const request = new engine.LogRequest();
    request.setSeverity(severity === "info" ? engine.LogSeverity.INFO : engine.LogSeverity.WARNING);
    request.setMessage(message);
    request.setUrn(urn);
    log?.log(request, () => undefined);
  });

  const server = new grpc.Server({ "grpc.max_receive_message_length": 400 << 20 });
  server.addService(ResourceProviderService, handlers(ready, provider));
  const port = await new Promise<number>((resolve, reject) => {
    server.bindAsync("127.0.0.1:0", grpc.ServerCredentials.createInsecure(), (error, bound) => {
      if (error) reject(error);
      else resolve(bound);
    });
  });
  // The engine reads the port from the first line.
  process.stdout.write(`${port}\n`);
}

type Answer<Request, Response> = (request: Request) => Response | Promise<Response>;

/** An error's message goes to the person as it is; a stack trace never does. */
function unary<Request, Response>(answer: Answer<Request, Response>): grpc.handleUnaryCall<Request, Response> {
  return (call, callback) => {
    void (async () => answer(call.request))().then(
      (response) => {
        callback(null, response);
      },
      (error: unknown) => {
        const details = error instanceof Error ? error.message : String(error);
        callback({ code: grpc.status.UNKNOWN, details }, null);
      },
    );
  };
}

function handlers(ready: ProviderPackage, provider: Provider): grpc.UntypedServiceImplementation {
  return {
    getSchema: unary(() => {
      const response = new proto.GetSchemaResponse();
      response.setSchema(JSON.stringify(ready.schema));
      return response;
    }),
    getPluginInfo: unary(() => {
      const response = new plugin.PluginInfo();
      response.setVersion(ready.schema.version);
      return response;
    }),
    checkConfig: unary((request: proto.CheckRequest) =>
      checkResponse(request.getNews(), {}, provider.checkConfig(decode(request.getNews()))),
    ),
    // A changed connection is the same database reached another way, so it never replaces what is in it.
    diffConfig: unary((request: proto.DiffRequest) => {
      const response = new proto.DiffResponse();
      const old = decode(request.getOldInputs()).values;
      const changed = provider.changedConfig(old, decode(request.getNews()).values);
      response.setChanges(changed.length > 0 ? someChanges : noChanges);
      response.setDiffsList(changed);
      return response;
    }),
    configure: unary((request: proto.ConfigureRequest) => {
      provider.configure(decode(request.getArgs()));
      const response = new proto.ConfigureResponse();
      response.setAcceptsecrets(true);
      response.setAcceptoutputs(true);
      response.setSupportspreview(true);
      return response;
    }),
    check: unary(async (request: proto.CheckRequest) => {
      const { derived, failures } = await provider.check(
        typeOf(request),
        decode(request.getNews()),
        decode(request.getOlds()),
      );
      return checkResponse(request.getNews(), derived, failures);
    }),
    diff: unary((request: proto.DiffRequest) => {
      const changes = provider.diff(typeOf(request), decode(request.getOlds()), decode(request.getNews()));
      const response = new proto.DiffResponse();
      response.setChanges(changes.length > 0 ? someChanges : noChanges);
      response.setHasdetaileddiff(true);
      response.setDeletebeforereplace(true);
      response.setDiffsList([...new Set(changes.map(({ path }) => path.split(/[.[]/, 1)[0] ?? path))]);
      response.setReplacesList(changes.filter(({ replaces }) => replaces).map(({ path }) => path));
      for (const { path, kind, replaces, input } of changes) {
        const part = new proto.PropertyDiff();
        part.setKind(kinds[replaces ? (`${kind}_replace` as const) : kind]);
        part.setInputdiff(input);
        response.getDetaileddiffMap().set(path, part);
      }
      return response;
    }),
    create: unary(async (request: proto.CreateRequest) => {
      const inputs = decode(request.getProperties());
      const { id, state, secrets } = await provider.create(
        typeOf(request),
        request.getUrn(),
        inputs,
        request.getPreview(),
      );
      const response = new proto.CreateResponse();
      response.setId(id);
      response.setProperties(encode(state, secrets));
      return response;
    }),
    read: unary(async (request: proto.ReadRequest) => {
      const response = new proto.ReadResponse();
      const found = await provider.read(
        typeOf(request),
        request.getUrn(),
        request.getId(),
        decode(request.getProperties()),
        decode(request.getInputs()),
      );
      if (found === undefined) return response; // an empty id says that it is gone
      response.setId(found.id);
      response.setProperties(encode(found.state, found.secrets));
      response.setInputs(encode(found.inputs, found.secrets));
      return response;
    }),
    update: unary(async (request: proto.UpdateRequest) => {
      const olds = decode(request.getOlds());
      const news = decode(request.getNews());
      const { state, secrets } = await provider.update(
        typeOf(request),
        request.getUrn(),
        olds,
        news,
        request.getPreview(),
      );
      const response = new proto.UpdateResponse();
      response.setProperties(encode(state, secrets));
      return response;
    }),
    delete: unary(async (request: proto.DeleteRequest) => {
      await provider.delete(typeOf(request), request.getUrn(), decode(request.getProperties()));
      return new Empty();
    }),
    cancel: unary(async () => {
      await provider.cancel();
      return new Empty();
    }),
  };
}

const someChanges = proto.DiffResponse.DiffChanges.DIFF_SOME;
const noChanges = proto.DiffResponse.DiffChanges.DIFF_NONE;
const kinds = {
  add: proto.PropertyDiff.Kind.ADD,
  add_replace: proto.PropertyDiff.Kind.ADD_REPLACE,
  delete: proto.PropertyDiff.Kind.DELETE,
  delete_replace: proto.PropertyDiff.Kind.DELETE_REPLACE,
  update: proto.PropertyDiff.Kind.UPDATE,
  update_replace: proto.PropertyDiff.Kind.UPDATE_REPLACE,
};

/** The type token of a request: engines before 3.130 tell it in the URN only. */
function typeOf(request: { getUrn(): string; getType(): string }): string {
  return request.getType() || (request.getUrn().split("::")[2]?.split("$").pop() ?? "");
}

/** Checked inputs go back as they came, markers included, with what was derived added. */
function checkResponse(
  news: Parameters<typeof decode>[0],
  derived: object,
  failures: readonly CheckFailure[],
): proto.CheckResponse {
  const response = new proto.CheckResponse();
  const raw: Properties["values"] = news?.toJavaScript() ?? {};
  response.setInputs(encode({ ...raw, ...derived }));
  response.setFailuresList(
    failures.map(({ property, reason }) => {
      const failure = new proto.CheckFailure();
      failure.setProperty(property);
      failure.setReason(reason);
      return failure;
    }),
  );
  return response;
}
