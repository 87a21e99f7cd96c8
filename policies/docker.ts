/** What rules on Docker have in common. */
import type { Resource } from "./rule";
import { textsAt } from "./values";

export const containerType = "docker:index/container:Container";
export const imageType = "docker:index/remoteImage:RemoteImage";
export const networkType = "docker:index/network:Network";
export const volumeType = "docker:index/volume:Volume";

/** The names and values of a container's environment. */
export const environmentOf = ({ props }: Resource): readonly (readonly [name: string, value: string])[] =>
  textsAt(props, "envs").map((text) => {
    const [name = "", ...value] = text.split("=");
    return [name, value.join("=")];
  });
