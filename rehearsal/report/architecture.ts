import type { VNode } from "preact";
import type { StackReport } from "../stack-report";
import { html } from "./html";
import { limitOf } from "./words";

interface Part {
  readonly title: string;
  readonly lines: readonly string[];
  /** Described in the stack file, but no resource of the program (yet). */
  readonly planned?: boolean;
}

interface Box extends Part {
  readonly x: number;
  readonly y: number;
  readonly width: number;
}

const lineHeight = 17;
const heightOf = ({ lines }: Pick<Box, "lines">): number => 40 + lines.length * lineHeight;

/** The stack as a picture: once beside each other for wide screens, once below each other for narrow ones. */
export function architecture(report: StackReport): VNode {
  return html`<div class="picture">${drawing(report, true)}${drawing(report, false)}</div>`;
}

function drawing(report: StackReport, wide: boolean): VNode {
  const { clients, storage, api, sql, files, others } = partsOf(report);
  const columns: (Part | undefined)[][] = wide
    ? [
        [clients, others],
        [storage, api],
        [sql, files],
      ]
    : [];
  const rows = wide ? columns : [[clients, storage, api, sql, files, others]];
  const boxes = new Map<Part, Box>();
  let bottom = 0;
  for (const [column, parts] of rows.entries()) {
    // The middle column stands lower, so that no arrow runs along a box.
    let y = wide && column !== 2 ? 50 : 10;
    for (const part of parts) {
      if (part === undefined) continue;
      boxes.set(part, { ...part, x: 10 + column * 320, y, width: wide ? 250 : 340 });
      y += heightOf(part) + gap;
    }
    bottom = Math.max(bottom, y - gap + 10);
  }
  const box = (part: Part): Box => {
    const found = boxes.get(part);
    if (found === undefined) throw new RangeError(`${part.title} is not in the picture`);
    return found;
  };
  const arrows: [Part, Part][] = [
    [clients, storage],
    [storage, sql],
    [storage, files],
  ];
  if (api !== undefined) arrows.push([api, sql]);
  return html`<svg
    class=${wide ? "wide" : "narrow"}
    viewBox=${wide ? `0 0 910 ${bottom}` : `0 0 360 ${bottom}`}
    role="img"
    aria-label=${`Architecture of ${report.stack}`}
  >
    ${wide ? arrows.map(([from, to]) => between(box(from), box(to))) : below(box(clients), box(storage), 170)}
    ${wide && api !== undefined ? below(box(storage), box(api), 455) : ""} ${[...boxes.values()].map(boxOf)}
  </svg>`;
}

const gap = 28;

/** What is read of a container's inputs. */
interface Container {
  readonly name: string;
  readonly hostname: string;
  readonly volumes: readonly { readonly volumeName: string }[];
}

/** What the picture shows, with what the program registered. */
function partsOf(report: StackReport) {
  const { service, database, platform, resources } = report;
  const named = (type: string) => resources.filter((resource) => resource.type === type).map(({ inputs }) => inputs);
  const volumes = named("docker:index/volume:Volume").map(({ name }) => String(name));
  const containers = named("docker:index/container:Container") as unknown as readonly Container[];
  const container = (name: string) => containers.find(({ hostname }) => hostname === name);
  const holding = (one: Container | undefined) => (one?.volumes ?? []).map(({ volumeName }) => volumeName);
  const [server, storing, api] = [container("db-postgres"), container("db-storage"), container("db-api")];
  const stores = resources.some(({ type }) => /^(docker|kubernetes|aws):/.test(type));
  const replicas = service?.replicas ?? 1;
  const used = [...holding(server), ...holding(storing)];
  const rest = volumes.filter((name) => !used.includes(name));
  const clients: Part = { title: "Clients", lines: ["browsers, agents, services", "each request with a token"] };
  const storage: Part = {
    title: "Storage service",
    lines: [
      report.serviceImage ?? "",
      `${replicas} ${replicas === 1 ? "replica" : "replicas"}, port ${service?.port ?? ""}`,
      platform === "kubernetes" ? "on Kubernetes" : `container ${storing?.name ?? ""}`,
    ],
    planned: !resources.some(({ type }) => /^(docker|kubernetes):/.test(type)),
  };
  const sql: Part = {
    title: "PostgreSQL",
    lines: [
      `${report.databaseServer?.host ?? ""}:${report.databaseServer?.port ?? ""}`,
      `database ${report.databaseServer?.name ?? ""}`,
      `${database?.policies.length ?? 0} row-level security policies`,
      ...(server === undefined ? [] : [`container ${server.name}`]),
      ...holding(server).map((name) => `volume ${name}`),
    ],
  };
  const files: Part = {
    title: service?.objects.kind === "s3" ? "S3" : "Files on a volume",
    lines: [
      service?.objects.where ?? "",
      ...holding(storing).map((name) => `volume ${name}`),
      ...(database?.buckets ?? []).map(
        (bucket) => `${bucket.id}, ${bucket.public ? "public" : "private"}, ${limitOf(bucket)}`,
      ),
    ],
    planned: !stores,
  };
  return {
    clients,
    storage,
    sql,
    files,
    api: api && { title: "PostgREST", lines: [`container ${api.name}`, "only inside the networks"] },
    others: rest.length === 0 ? undefined : { title: "Other data volumes", lines: rest },
  };
}

function boxOf({ x, y, width, title, lines, planned }: Box): VNode {
  return html`<g>
    <rect
      class=${planned === true ? "box planned" : "box"}
      x=${x}
      y=${y}
      width=${width}
      height=${heightOf({ lines })}
      rx="8"
    />
    <text class="title" x=${x + 14} y=${y + 25}>${title}</text>
    ${lines.map((line, index) => html`<text x=${x + 14} y=${y + 44 + index * lineHeight}>${line}</text>`)}
  </g>`;
}

function between(left: Box, right: Box): VNode {
  const from = { x: left.x + left.width, y: left.y + heightOf(left) / 2 };
  const to = { x: right.x, y: right.y + heightOf(right) / 2 };
  const middle = (from.x + to.x) / 2;
  return arrow(`M${from.x} ${from.y} C${middle} ${from.y} ${middle} ${to.y} ${to.x - 7} ${to.y}`, to.x, to.y, 0);
}

function below(upper: Box, lower: Box, x: number): VNode {
  return arrow(`M${x} ${upper.y + heightOf(upper)} L${x} ${lower.y - 7}`, x, lower.y, 90);
}

function arrow(path: string, x: number, y: number, turn: number): VNode {
  return html`<g>
    <path class="line" d=${path} />
    <path class="head" d="M0 0 L-8 -4 L-8 4 Z" transform=${`translate(${x} ${y}) rotate(${turn})`} />
  </g>`;
}
