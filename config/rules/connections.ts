import { databaseApiScale } from "../../components/database-api/files";
import type { Issue } from "../../components/issue";
import { backendOf, scaleOf, standardConnections } from "../derive";
import type { Usable } from "../parse";
import { error, listed } from "./issues";

/** What opens connections to the database server. */
export interface Load {
  /** The most copies of the service that the stack asks for. */
  readonly replicas: number;
  /** How many more there may be while one version replaces another. */
  readonly surge: number;
  /** In each replica's pool; 0 where the pools end at another server. */
  readonly pool: number;
  readonly queue: boolean;
  /** Those of PostgREST, where the stack runs it. */
  readonly api: number;
  /** Those of a recovery point that is being made. */
  readonly backups: number;
}

/** Each replica listens, and with the queue on it keeps four more: measured on the service. */
const listeners = 1;
const ofQueue = 4;
/** One each for migrations and the exporter, and PostgreSQL's superuser_reserved_connections. */
const beside = { migrations: 1, exporter: 1, superusers: 3 } as const;

/** The snapshot that is kept open, the second look at rows without blobs, and pg_dump. */
const ofBackups = 3;

/** All of PostgREST's in a rollout: its pools, and one connection each that listens. They go past a transaction pool. */
const ofApi = (databaseApiScale.replicas + 1) * (databaseApiScale.pool + 1);

const perReplica = ({ pool, queue }: Load): number => pool + listeners + (queue ? ofQueue : 0);

/** The most connections that may be open at once. */
export function connectionsNeeded(load: Load): number {
  const others = Object.values(beside).reduce<number>((sum, count) => sum + count, 0);
  return (load.replicas + load.surge) * perReplica(load) + load.api + load.backups + others;
}

/** The largest pool with which the connections suffice; below 1 where none does. */
export function largestPool(load: Load, connections: number): number {
  const withoutPool = connectionsNeeded({ ...load, pool: 0 });
  return Math.floor((connections - withoutPool) / (load.replicas + load.surge));
}

/** What the stack may open must fit into what the server takes. An own server, on Docker, is sized by the program. */
export function connectionIssues({ platform, api, database, service, backup }: Usable): Issue[] {
  if (platform !== "kubernetes" || database?.host === undefined || service === undefined) return [];
  const { maxConnections = standardConnections, poolHost } = database;
  const { replicas, autoscaling } = scaleOf({ platform, service });
  const load: Load = {
    replicas: Math.max(replicas, autoscaling?.maxReplicas ?? replicas),
    surge: backendOf(platform, service) === "s3" ? 1 : 0, // with files, one replica ends before the next one starts
    pool: poolHost === undefined ? service.databaseConnections : 0,
    queue: service.queue,
    api: api === undefined || api.url !== undefined ? 0 : ofApi,
    backups: typeof backup === "object" && backup.none === undefined ? ofBackups : 0,
  };
  const needed = connectionsNeeded(load);
  if (needed <= maxConnections) return [];
  const byDefault = database.maxConnections === undefined ? `is ${standardConnections} by default, ` : "is ";
  const message = `${byDefault}less than the ${needed} connections that may be open at once: ${parts(load)}`;
  const scale = autoscaling === undefined ? "service.replicas" : "service.autoscaling.maxReplicas";
  return [error(["database", "maxConnections"], message, remedy(load, maxConnections, scale))];
}

function parts(load: Load): string {
  const { replicas, surge, pool, queue, api, backups } = load;
  const ofReplica = [
    ...(pool === 0 ? [] : [`${pool} in the pool`]),
    `${listeners} that listens`,
    ...(queue ? [`${ofQueue} of the queue`] : []),
  ];
  const copies = surge === 0 ? `${replicas} replica` : `${replicas + surge} replicas (${surge} of them in a rollout)`;
  const { migrations, exporter, superusers } = beside;
  return `${copies} × ${perReplica(load)} (${listed(ofReplica)}), and ${api === 0 ? "" : `${api} of PostgREST, `}${migrations} for migrations, ${exporter} for the exporter, ${backups === 0 ? "" : `${backups} for backups, `}${superusers} reserved for superusers`;
}

function remedy(load: Load, connections: number, scale: string): string {
  const largest = largestPool(load, connections);
  const ways = [
    ...(load.pool > 0 && largest >= 1 ? [`lower service.databaseConnections to ${largest}`] : []),
    ...(load.replicas > 1 ? [`lower ${scale}`] : []),
    ...(load.queue ? ["turn service.queue off"] : []),
    ...(load.pool > 0 ? ["set database.poolHost to a transaction pool"] : []),
    "raise it together with the server's own max_connections",
  ];
  return ways.join(", ").replace(/, ([^,]*)$/, ", or $1");
}
