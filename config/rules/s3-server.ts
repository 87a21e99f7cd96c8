import type { Issue } from "../../components/issue";
import { regionPattern } from "../aws";
import { regionOf } from "../derive";
import type { StackConfig } from "../settings";
import { error, warning } from "./issues";

type Service = StackConfig["service"];

/** What the kind of S3 server needs, and what the service would be told wrong about it. */
export function s3ServerIssues(service: Service): Issue[] {
  return [
    ...missingIssues(service),
    ...endpointIssues(service),
    ...amazonsRegionIssues(service),
    ...regionIssues(service),
  ];
}

function missingIssues(service: Service): Issue[] {
  const values = { bucket: service.s3?.bucket, region: regionOf(service) };
  return (["bucket", "region"] as const)
    .filter((key) => values[key] === undefined)
    .map((key) =>
      error(
        ["service", "s3", key],
        "is missing, and the s3 backend needs it",
        "set it, or set service.backend to file",
      ),
    );
}

function endpointIssues({ s3 }: Service): Issue[] {
  if (s3 === undefined) return [];
  const { server, endpoint } = s3;
  const path = ["service", "s3", "endpoint"];
  if (endpoint === undefined) {
    if (server === "aws") return [];
    const message = `is missing, and only Amazon's is known: service.s3.server is ${server}`;
    return [error(path, message, "set it to the URL of the server, or service.s3.server to aws")];
  }
  if (server !== "aws" || isAmazons(endpoint)) return [];
  const message = "is not Amazon's, while service.s3.server is aws: the service would speak to it as to Amazon's";
  const remedy = "set service.s3.server to minio, ceph, garage, r2 or other; each knows what its server understands";
  return [warning(path, message, remedy)];
}

/** Those of its partitions, of interface endpoints, and of dual stack. */
export const isAmazons = (endpoint: string): boolean =>
  /(^|\.)(amazonaws\.(com|com\.cn|eu)|api\.aws)$/.test(new URL(endpoint).hostname);

function amazonsRegionIssues({ s3 }: Service): Issue[] {
  const { server, region, endpoint } = s3 ?? {};
  if (server !== "aws" || region === undefined || regionPattern.test(region)) return [];
  if (endpoint !== undefined && !isAmazons(endpoint)) return []; // which is said already
  const remedy = "write the bucket's region, or set service.s3.server to the kind of server that it is on";
  return [error(["service", "s3", "region"], "is not a region of AWS, such as us-west-2", remedy)];
}

/** The service checks what clients sign for against the one region that it knows. */
function regionIssues(service: Service): Issue[] {
  const region = service.s3Protocol?.region;
  const known = regionOf(service);
  if (region === undefined || known === undefined || region === known) return [];
  const message = `is not the region of the s3 backend, ${known}, and the service knows only one`;
  return [error(["service", "s3Protocol", "region"], message, `remove it, or write ${known}`)];
}
