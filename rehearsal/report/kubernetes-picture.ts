import { objectOf } from "../kubernetes-objects";
import type { StackReport } from "../stack-report";
import { awsParts } from "./aws-picture";
import { claimsOf, type ClaimRow } from "./claims";
import { type Part, type Picture, few, defined } from "./picture";
import { bucketLines, imageLine, placeLines, serverAddress } from "./words";

/** A stack on a cluster, with what the program registers there. */
export function kubernetesPicture(report: StackReport): Picture {
  const { cluster, service, database, databaseServer, resources } = report;
  const claims = claimsOf(resources);
  const outside = outsideOf(report);
  const inside: Part = {
    title: "Clients inside",
    lines: ["pods with app: alfred-platform", "of the same namespace"],
    given: true,
  };
  const workload = (title: string, name: string, ...lines: readonly string[]): Part | undefined => {
    const template = objectOf(resources, "Deployment", name)?.spec?.template;
    if (template === undefined) return undefined;
    const images = (template.spec?.containers ?? []).flatMap(({ image }) => image ?? []);
    return { title, lines: [...images.map(imageLine), replicasOf(report, name), ...lines] };
  };
  const storage: Part = workload(
    "Storage service",
    "storage-service",
    "Services storage-service, db-storage",
    "port 5000",
  ) ?? {
    title: "Storage service",
    lines: [imageLine(report.serviceImage ?? "")],
  };
  const api = workload("PostgREST", "db-api", "Service db-api, port 3000");
  const proxy = workload("imgproxy", "imgproxy", "transforms images for the service");
  const onClaim = claims.filter(({ mounted }) => mounted);
  const aws = awsParts(report);
  const objects: Part = aws.objects ?? {
    title: service?.objects.kind === "s3" ? "S3" : "Files on a claim",
    lines: [...placeLines(service?.objects), ...onClaim.map(claimLine), ...bucketLines(database)],
    given: service?.objects.kind === "s3",
  };
  const sql: Part = {
    title: "PostgreSQL",
    lines: [
      databaseServer === undefined ? "" : serverAddress(databaseServer),
      `database ${databaseServer?.name ?? ""}`,
      `${database?.policies.length ?? 0} row-level security policies`,
      ...(databaseServer?.tunnel === undefined ? [] : ["reached through a tunnel"]),
    ],
    given: true,
  };
  const rest = claims.filter(({ mounted }) => !mounted);
  const data = rest.length === 0 ? undefined : { title: "Claims of the platform", lines: few(rest.map(claimLine)) };
  const arrows: (readonly [Part, Part])[] = [
    [inside, storage],
    [storage, sql],
    ...(aws.identity === undefined
      ? [[storage, objects] as const]
      : [[storage, aws.identity] as const, [aws.identity, objects] as const]),
    ...aws.arrows(objects),
  ];
  if (outside !== undefined) arrows.push([outside, storage]);
  if (api !== undefined) arrows.push([storage, api], [api, sql]);
  if (proxy !== undefined) arrows.push([storage, proxy], [proxy, objects]);
  return {
    columns: [
      defined(outside, inside, data),
      defined(proxy, storage, api),
      defined(aws.identity, objects, sql),
      ...(aws.beside.length === 0 ? [] : [aws.beside]),
    ],
    order: defined(outside, inside, storage, proxy, api, sql, aws.identity, objects, ...aws.beside, data),
    arrows,
    frame: { title: `pods in namespace ${cluster?.namespace ?? ""}`, parts: defined(proxy, storage, api) },
  };
}

/** Those who come over the route; without one nobody does. */
function outsideOf({ cluster }: StackReport): Part | undefined {
  if (cluster?.route === undefined) return undefined;
  const { kind, host, className, gateway } = cluster.route;
  const by =
    kind === "ingress" ? `Ingress of class ${className}` : `Gateway ${gateway?.namespace ?? ""}/${gateway?.name ?? ""}`;
  return { title: "Clients outside", lines: [`https://${host}`, by], given: true };
}

/** As the program registers it: what an autoscaler decides, or a fixed number. */
function replicasOf({ resources }: StackReport, name: string): string {
  const scaler = objectOf(resources, "HorizontalPodAutoscaler", name)?.spec;
  if (scaler !== undefined) return `${scaler.minReplicas ?? 1} to ${scaler.maxReplicas} replicas`;
  const { replicas = 1 } = objectOf(resources, "Deployment", name)?.spec ?? {};
  return replicas === 1 ? "1 replica" : `${replicas} replicas`;
}

const claimLine = ({ name, size, storageClass }: ClaimRow): string => `${name}, ${size}, ${storageClass}`;
