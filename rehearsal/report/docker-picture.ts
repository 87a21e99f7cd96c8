import type { StackReport } from "../stack-report";
import { awsParts } from "./aws-picture";
import { type Part, type Picture, few, defined } from "./picture";
import { bucketLines, imageLine, placeLines, serverAddress } from "./words";

/** What is read of a container's inputs. */
interface Container {
  readonly name: string;
  readonly hostname: string;
  readonly volumes: readonly { readonly volumeName: string; readonly readOnly?: boolean }[];
}

/** A stack on one machine, with the containers and volumes that the program registers. */
export function dockerPicture(report: StackReport): Picture {
  const { service, database, databaseServer, resources } = report;
  const named = (type: string) => resources.filter((resource) => resource.type === type).map(({ inputs }) => inputs);
  const volumes = named("docker:index/volume:Volume").map(({ name }) => String(name));
  const containers = named("docker:index/container:Container") as unknown as readonly Container[];
  const container = (name: string) => containers.find(({ hostname }) => hostname === name);
  const holding = (one: Container | undefined) =>
    (one?.volumes ?? []).filter(({ readOnly }) => readOnly !== true).map(({ volumeName }) => volumeName);
  const [server, storing, apiContainer] = [container("db-postgres"), container("db-storage"), container("db-api")];
  const scheduler = container("db-backup");
  const used = [...holding(server), ...holding(storing), ...holding(scheduler)];
  const rest = volumes.filter((name) => !used.includes(name));

  const clients: Part = {
    title: "Clients",
    lines: ["browsers, agents, services", "each request with a token"],
    given: true,
  };
  const storage: Part = {
    title: "Storage service",
    lines: [imageLine(report.serviceImage ?? ""), `container ${storing?.name ?? ""}`, `port ${service?.port ?? ""}`],
  };
  const api = apiContainer && {
    title: "PostgREST",
    lines: [`container ${apiContainer.name}`, "only inside the networks"],
  };
  const backup = scheduler && {
    title: "Recovery points",
    lines: [`container ${scheduler.name}`, ...holding(scheduler).map((name) => `volume ${name}`)],
  };
  const aws = awsParts(report);
  const files: Part = aws.objects ?? {
    title: service?.objects.kind === "s3" ? "S3" : "Files on a volume",
    lines: [
      ...placeLines(service?.objects),
      ...holding(storing).map((name) => `volume ${name}`),
      ...bucketLines(database),
    ],
    given: service?.objects.kind === "s3",
  };
  const sql: Part = {
    title: "PostgreSQL",
    lines: [
      databaseServer === undefined ? "" : serverAddress(databaseServer),
      `database ${databaseServer?.name ?? ""}`,
      `${database?.policies.length ?? 0} row-level security policies`,
      ...(server === undefined ? [] : [`container ${server.name}`]),
      ...holding(server).map((name) => `volume ${name}`),
    ],
    given: server === undefined,
  };
  const others = rest.length === 0 ? undefined : { title: "Other data volumes", lines: few(rest) };
  return {
    columns: [
      defined(clients, others),
      defined(storage, api, backup),
      [files, sql],
      ...(aws.beside.length === 0 ? [] : [aws.beside]),
    ],
    order: defined(clients, storage, api, sql, files, backup, ...aws.beside, others),
    arrows: [
      [clients, storage],
      [storage, files],
      [storage, sql],
      ...aws.arrows(files),
      ...(api === undefined
        ? []
        : ([
            [storage, api],
            [api, sql],
          ] as const)),
      ...(backup === undefined
        ? []
        : ([
            [backup, files],
            [backup, sql],
          ] as const)),
    ],
  };
}
