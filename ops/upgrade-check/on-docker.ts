import { Failure } from "../../cluster/failure";
import { docker, type DockerListener, ensureImage, hardening } from "../docker";
import { listScript, notTheService } from "./image-list";

/** Until a container has printed its list, in milliseconds. */
const patience = 120_000;

/** What the image prints of its migrations, asked on the Docker Engine that the docker command reaches. */
export async function listOnDocker(image: string, listener: DockerListener): Promise<string> {
  await ensureImage(image, "Correct images.storage in the stack file, or --image.", listener);
  listener.progress(`asking ${image} for its migrations`);
  const run = ["run", "--rm", "--pull", "never", ...hardening, "--entrypoint", "node", image, "-e", listScript()];
  const { status, stdout, said } = await docker(run, listener.signal, patience);
  if (status === 0) return stdout;
  // Docker's own statuses: 126 and 127 say that there is no such program in the image.
  if (status === 126 || status === 127) throw notTheService(image, "there is no Node in it");
  if (status === 1) throw notTheService(image, said);
  throw new Failure(`The image ${image} could not be asked for its migrations: ${said}.`);
}
