import { z } from "zod";
import { Failure } from "../../cluster/failure";
import { docker, type DockerListener } from "../docker";

const container = z.object({
  Image: z.string(),
  State: z.object({ Running: z.boolean(), Paused: z.boolean() }),
  Config: z.object({ Labels: z.record(z.string(), z.string()).nullable() }),
  HostConfig: z.object({
    Memory: z.int(),
    MemorySwap: z.int(),
    NanoCpus: z.int(),
    ExtraHosts: z.array(z.string()).nullable(),
  }),
  NetworkSettings: z.object({ Networks: z.record(z.string(), z.unknown()) }),
  Mounts: z.array(
    z.object({ Type: z.string(), Name: z.string().optional(), Destination: z.string(), RW: z.boolean() }),
  ),
});

/** A container, as much of it as is looked at. */
export type Container = z.infer<typeof container>;

/** Undefined where there is none of this name. */
export async function lookAt(name: string, { signal }: Pick<DockerListener, "signal">): Promise<Container | undefined> {
  const { status, stdout, said } = await docker(["container", "inspect", name], signal, 30_000);
  if (status === 0) return z.tuple([container]).parse(JSON.parse(stdout))[0];
  if (/no such container/i.test(said)) return undefined;
  throw new Failure(`The Docker Engine was not reached: ${said}. Start it; "docker ps" has to work for you.`);
}

/** The container that makes a stack's recovery points, whether it runs or not. */
export async function schedulerOf(
  name: string,
  stack: string,
  listener: Pick<DockerListener, "signal">,
): Promise<Container> {
  const found = await lookAt(name, listener);
  if (found !== undefined) return found;
  throw new Failure(
    `There is no container ${name} on this Docker Engine. Make it with pulumi up --stack ${stack}, or run this where the ` +
      `stack's Docker Engine is.`,
  );
}
