import { DeploymentInfo, RegisterResourceResponse, ResourceMonitorFeature } from "@pulumi/pulumi/proto/resource_pb";
import { InvokeResponse } from "@pulumi/pulumi/proto/provider_pb";
import {
  ExistsResourceResponse,
  ReadResourceResponse,
  RegisterPackageResponse,
  SupportsFeatureResponse,
} from "@pulumi/pulumi/proto/resource_pb";
import type {
  ExistsResourceRequest,
  ReadResourceRequest,
  RegisterResourceRequest,
  ResourceInvokeRequest,
} from "@pulumi/pulumi/proto/resource_pb";
import { Empty } from "google-protobuf/google/protobuf/empty_pb";
import { type JavaScriptValue, Struct } from "google-protobuf/google/protobuf/struct_pb";
import { madeUp } from "./made-up";
import { type RecordedResource, record, urnOf } from "./record";
import { withSecrets } from "./values";

type Callback<Response> = (error: Error | null, response?: Response) => void;

/** What came of a registration: the id and the outputs, marked as they travel. */
export interface Made {
  readonly id: string;
  readonly outputs: Record<string, JavaScriptValue>;
}

/** Carries a custom resource out; undefined where it is of a kind that the rehearsal only records. */
export type CarryOut = (request: RegisterResourceRequest, urn: string) => Promise<Made | undefined>;

/**
 * What the program looks up and does not make: the properties of a resource that exists already, by its type and id, or
 * what a function answers, by its token and an empty id. Undefined where the rehearsal knows nothing of it.
 */
export type Read = (token: string, id: string) => Readonly<Record<string, JavaScriptValue>> | undefined;

/**
 * Stands where the engine's resource monitor stands when a program runs: records what the program registers, in order
 * and with its options, and has it carried out as far as the rehearsal can. Every run is a first `pulumi up`.
 */
export class RecordingMonitor {
  readonly resources: RecordedResource[] = [];
  /** Of each resource, by its URN, the URN of the provider that is to make it. */
  readonly providers = new Map<string, string>();
  /** The first thing that went wrong. What follows from it is not of interest. */
  failure: Error | undefined;
  /** Called with the failure, since the program itself may then wait forever. */
  onFailure: (failure: Error) => void = () => undefined;
  readonly #byUrn = new Map<string, RecordedResource>();
  readonly #stack: string;
  readonly #project: string;
  readonly #carryOut: CarryOut;
  readonly #read: Read;

  constructor(stack: string, project: string, carryOut: CarryOut, read: Read = () => undefined) {
    this.#stack = stack;
    this.#project = project;
    this.#carryOut = carryOut;
    this.#read = read;
  }

  registerResource(request: RegisterResourceRequest, callback: Callback<RegisterResourceResponse>): void {
    const type = request.getType();
    const urn = urnOf(this.#stack, this.#project, request.getParent(), type, request.getName());
    const label = `${type} "${request.getName()}"`;
    const work = async () => {
      if (this.#byUrn.has(urn)) throw new Error(`${label} is registered twice under the same parent`);
      const recorded = record(urn, request, this.#byUrn);
      this.resources.push(recorded);
      this.#byUrn.set(urn, recorded);
      this.providers.set(urn, request.getProvider().split("::").slice(0, -1).join("::"));
      return (await this.#carryOut(request, urn)) ?? onlyRecorded(request, urn);
    };
    void work().then(
      ({ id, outputs }) => {
        const response = new RegisterResourceResponse();
        response.setUrn(urn);
        response.setId(request.getCustom() ? id : "");
        response.setObject(Struct.fromJavaScript(outputs));
        callback(null, response);
      },
      (error: unknown) => {
        const reason = error instanceof Error ? error.message : String(error);
        this.failure ??= new Error(`${label}: ${reason}`, { cause: error });
        this.onFailure(this.failure);
        callback(this.failure);
      },
    );
  }

  registerResourceOutputs(_request: unknown, callback: Callback<Empty>): void {
    callback(null, new Empty());
  }

  invoke(request: ResourceInvokeRequest, callback: Callback<InvokeResponse>): void {
    const token = request.getTok();
    const answer = this.#read(token, "");
    if (answer === undefined) {
      this.#refuse(`the program calls ${token}, and the rehearsal has no account or cluster to ask`, callback);
      return;
    }
    const response = new InvokeResponse();
    response.setReturn(Struct.fromJavaScript({ ...answer }));
    callback(null, response);
  }

  /** What is read is no resource of the stack, so it is not recorded. */
  readResource(request: ReadResourceRequest, callback: Callback<ReadResourceResponse>): void {
    const type = request.getType();
    const properties = this.#read(type, request.getId());
    if (properties === undefined) {
      this.#refuse(`the program reads an existing ${type}, and the rehearsal begins with nothing`, callback);
      return;
    }
    const response = new ReadResourceResponse();
    response.setUrn(urnOf(this.#stack, this.#project, request.getParent(), type, request.getName()));
    response.setProperties(Struct.fromJavaScript({ ...properties }));
    callback(null, response);
  }

  existsResource(request: ExistsResourceRequest, callback: Callback<ExistsResourceResponse>): void {
    const response = new ExistsResourceResponse();
    response.setExists(this.#read(request.getType(), request.getId()) !== undefined);
    callback(null, response);
  }

  getDeploymentInfo(_request: unknown, callback: Callback<DeploymentInfo>): void {
    const info = new DeploymentInfo();
    info.setSupportedfeaturesList([
      ResourceMonitorFeature.RESOURCE_MONITOR_FEATURE_SECRETS,
      ResourceMonitorFeature.RESOURCE_MONITOR_FEATURE_RESOURCE_REFERENCES,
      ResourceMonitorFeature.RESOURCE_MONITOR_FEATURE_ALIAS_SPECS,
      ResourceMonitorFeature.RESOURCE_MONITOR_FEATURE_DELETED_WITH,
      ResourceMonitorFeature.RESOURCE_MONITOR_FEATURE_RESOURCE_HOOKS,
      ResourceMonitorFeature.RESOURCE_MONITOR_FEATURE_ERROR_HOOKS,
    ]);
    callback(null, info);
  }

  supportsFeature(request: { getId(): string }, callback: Callback<SupportsFeatureResponse>): void {
    const response = new SupportsFeatureResponse();
    response.setHassupport(["secrets", "resourceReferences", "aliasSpecs", "deletedWith"].includes(request.getId()));
    callback(null, response);
  }

  /** Hooks are for updates and failures, and a rehearsal has neither. */
  registerResourceHook(_request: unknown, callback: Callback<Empty>): void {
    callback(null, new Empty());
  }

  registerErrorHook(_request: unknown, callback: Callback<Empty>): void {
    callback(null, new Empty());
  }

  registerPackage(_request: unknown, callback: Callback<RegisterPackageResponse>): void {
    callback(null, new RegisterPackageResponse());
  }

  #refuse(reason: string, callback: (error: Error) => void): void {
    this.failure ??= new Error(reason);
    this.onFailure(this.failure);
    callback(this.failure);
  }
}

/** Outputs are the inputs, and what else is given, which may be the id. Otherwise that is made up of the URN. */
export function onlyRecorded(
  request: RegisterResourceRequest,
  urn: string,
  computed: Readonly<Record<string, JavaScriptValue>> = {},
): Made {
  const { id } = computed;
  return {
    id: typeof id === "string" ? id : madeUp.hex(urn, 20),
    outputs: { ...withSecrets(request.getObject(), request.getAdditionalsecretoutputsList()), ...computed },
  };
}
