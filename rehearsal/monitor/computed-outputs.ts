import type { JavaScriptValue } from "google-protobuf/google/protobuf/struct_pb";
import { awsOutputs } from "./aws-outputs";
import { awsPlaceOf } from "./aws-places";

type Inputs = Readonly<Record<string, unknown>>;

/** A resource by its name in the program and its URN, with what its provider was given. */
interface About {
  readonly name: string;
  readonly urn: string;
  readonly provider: Inputs;
}

type Given = (inputs: Inputs, about: About) => Readonly<Record<string, JavaScriptValue>>;

/**
 * Outputs that the program reads and only the real provider knows, by type. They are made of the inputs, and look enough
 * like the real ones for the program to go on.
 */
export const computedOutputs: Readonly<Record<string, Given>> = {
  // Where Docker has its volumes unless it is told otherwise.
  "docker:index/volume:Volume": ({ name }) => ({ mountpoint: `/var/lib/docker/volumes/${String(name)}/_data` }),
  // The name stands for the id, so that what was rehearsed says which image runs.
  "docker:index/remoteImage:RemoteImage": ({ name }) => ({ imageId: String(name) }),
  // The provider puts something at random behind the name of what has none of its own.
  "kubernetes:core/v1:Secret": ({ metadata }, { name }) => ({
    metadata: { name: `${name}-rehearsed`, ...(metadata as Record<string, JavaScriptValue>) },
  }),
  ...Object.fromEntries(
    Object.entries(awsOutputs).map(([type, given]): [string, Given] => [
      type,
      (inputs, { urn, provider }) => given(inputs, { urn, ...awsPlaceOf(provider) }),
    ]),
  ),
};
