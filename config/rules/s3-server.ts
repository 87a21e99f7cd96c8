import type { Issue } from "../../components/issue";
import { regionPattern } from "../aws";
import { isAmazons, regionOf } from "../derive";
import type { S3Section } from "../s3";
import type { StackConfig } from "../settings";
import { error, warning } from "./issues";

type Service = StackConfig["service"];
/** How a bucket is reached. */
type Address = Pick<S3Section, "server" | "region" | "endpoint">;

const ofService = ["service", "s3"];

/** What the kind of S3 server needs, and what the service would be told wrong about it. */
export function s3ServerIssues(service: Service): Issue[] {
  return [
    ...missingIssues(service),
    ...(service.s3 === undefined ? [] : addressIssues(service.s3, ofService, "the service")),
    ...regionIssues(service),
  ];
}

/** What does not fit together below a key such as service.s3; `who` speaks to the server. */
export function addressIssues(s3: Address, at: readonly string[], who: string): Issue[] {
  return [...endpointIssues(s3, at, who), ...amazonsRegionIssues(s3, at)];
}

function missingIssues(service: Service): Issue[] {
  const values = { bucket: service.s3?.bucket, region: regionOf(service) };
  return (["bucket", "region"] as const)
    .filter((key) => values[key] === undefined)
    .map((key) =>
      error([...ofService, key], "is missing, and the s3 backend needs it", "set it, or set service.backend to file"),
    );
}

function endpointIssues({ server, endpoint }: Address, at: readonly string[], who: string): Issue[] {
  const path = [...at, "endpoint"];
  const key = `${at.join(".")}.server`;
  if (endpoint === undefined) {
    if (server === "aws") return [];
    const message = `is missing, and only Amazon's is known: ${key} is ${server}`;
    return [error(path, message, `set it to the URL of the server, or ${key} to aws`)];
  }
  if (server !== "aws" || isAmazons(endpoint)) return [];
  const message = `is not Amazon's, while ${key} is aws: ${who} would speak to it as to Amazon's`;
  const remedy = `set ${key} to minio, ceph, garage, r2 or other; each knows what its server understands`;
  return [warning(path, message, remedy)];
}

function amazonsRegionIssues({ server, region, endpoint }: Address, at: readonly string[]): Issue[] {
  if (server !== "aws" || region === undefined || regionPattern.test(region)) return [];
  if (endpoint !== undefined && !isAmazons(endpoint)) return []; // which is said already
  const remedy = `write the bucket's region, or set ${at.join(".")}.server to the kind of server that it is on`;
  return [error([...at, "region"], "is not a region of AWS, such as us-west-2", remedy)];
}

/** The service checks what clients sign for against the one region that it knows. */
function regionIssues(service: Service): Issue[] {
  const region = service.s3Protocol?.region;
  const known = regionOf(service);
  if (region === undefined || known === undefined || region === known) return [];
  const message = `is not the region of the s3 backend, ${known}, and the service knows only one`;
  return [error(["service", "s3Protocol", "region"], message, `remove it, or write ${known}`)];
}
