import { unknown } from "../../rule";
import { type Case, describeRule, set } from "../../testing";
import { dockerImagePinned } from "./docker-image-pinned";

const digest = `sha256:${"0123456789abcdef".repeat(4)}`;

const pulled = (name: string, image: unknown, says: Case["says"]): Case => ({
  name,
  stack: "dev",
  change: (find) => {
    set(find("RemoteImage", "db-api-image"), "name", image);
  },
  says,
});

const run = (name: string, image: unknown, says: Case["says"]): Case => ({
  name,
  stack: "dev",
  change: (find) => {
    set(find("Container", "db-api"), "image", image);
  },
  says,
});

describeRule(dockerImagePinned, [
  pulled(
    "an image without a version",
    "registry.example.com:5000/postgrest/postgrest",
    'RemoteImage "db-api-image" names no version of its image (registry.example.com:5000/postgrest/postgrest)',
  ),
  pulled(
    "the latest version",
    "postgrest/postgrest:latest",
    'RemoteImage "db-api-image" names a version that moves (postgrest/postgrest:latest)',
  ),
  pulled("a digest", `postgrest/postgrest@${digest}`, []),
  pulled("a version and its digest", `postgrest/postgrest:v14.17@${digest}`, []),
  pulled(
    "half a digest",
    `postgrest/postgrest@sha256:`,
    'RemoteImage "db-api-image" names no version of its image (postgrest/postgrest@sha256:)',
  ),
  pulled(
    "an image that is not known yet",
    unknown,
    'RemoteImage "db-api-image" names no version of its image (not known)',
  ),
  run(
    "a container with the latest version",
    "postgrest/postgrest:latest",
    'Container "db-api" names a version that moves (postgrest/postgrest:latest)',
  ),
  run("a container without an image", undefined, 'Container "db-api" names no version of its image (not known)'),
  run("a container whose image is still to be pulled", unknown, []),
  run("a container with an image's id", digest, []),
]);
