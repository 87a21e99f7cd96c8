/**
 * Outputs that the program reads and only the real provider knows, by type. They are made of the inputs, and look enough
 * like the real ones for the program to go on.
 */
export const computedOutputs: Readonly<
  Record<string, (inputs: Readonly<Record<string, unknown>>) => Readonly<Record<string, string>>>
> = {
  // Where Docker has its volumes unless it is told otherwise.
  "docker:index/volume:Volume": ({ name }) => ({ mountpoint: `/var/lib/docker/volumes/${String(name)}/_data` }),
  // The name stands for the id, so that what was rehearsed says which image runs.
  "docker:index/remoteImage:RemoteImage": ({ name }) => ({ imageId: String(name) }),
};
