import type { VNode } from "preact";
import type { StackReport } from "../stack-report";
import { html } from "./html";
import { limitOf } from "./words";

interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly title: string;
  readonly lines: readonly string[];
  /** Described in the stack file, but no resource of the program (yet). */
  readonly planned: boolean;
}

const lineHeight = 17;
const heightOf = ({ lines }: Pick<Box, "lines">): number => 40 + lines.length * lineHeight;

/** The stack as a picture: once beside each other for wide screens, once below each other for narrow ones. */
export function architecture(report: StackReport): VNode {
  return html`<div class="picture">${drawing(report, true)}${drawing(report, false)}</div>`;
}

function drawing(report: StackReport, wide: boolean): VNode {
  const { service, databaseServer, database } = report;
  const runs = report.resources.some(({ type }) => /^(docker|kubernetes):/.test(type));
  const stores = report.resources.some(({ type }) => /^(docker|kubernetes|aws):/.test(type));
  const width = wide ? 250 : 340;
  const at = (column: number, row: number, y: number) => (wide ? { x: 10 + column * 320, y } : { x: 10, y: 10 + row });
  const clients = {
    title: "Clients",
    lines: ["browsers, agents, services", "each request with a token"],
    planned: false,
  };
  const replicas = service?.replicas ?? 1;
  const storage = {
    title: "Storage service",
    lines: [
      report.serviceImage ?? "",
      `${replicas} ${replicas === 1 ? "replica" : "replicas"}, port ${service?.port ?? ""}`,
      report.platform === "kubernetes" ? "on Kubernetes" : "on Docker",
    ],
    planned: !runs,
  };
  const sql = {
    title: "PostgreSQL",
    lines: [
      `${databaseServer?.host ?? ""}:${databaseServer?.port ?? ""}`,
      `database ${databaseServer?.name ?? ""}`,
      `${database?.policies.length ?? 0} row-level security policies`,
    ],
    planned: false,
  };
  const buckets = (database?.buckets ?? []).map(
    (bucket) => `${bucket.id}, ${bucket.public ? "public" : "private"}, ${limitOf(bucket)}`,
  );
  const backend = service?.backend;
  const files = {
    title: backend?.kind === "s3" ? "S3" : "Files on a volume",
    lines: [backend?.kind === "s3" ? `${backend.bucket}, ${backend.region}` : (backend?.path ?? ""), ...buckets],
    planned: !stores,
  };
  const boxes: Box[] = [
    { ...clients, width, ...at(0, 0, 92) },
    { ...storage, width, ...at(1, 124, 84) },
    { ...sql, width, ...at(2, 265, 10) },
    { ...files, width, ...at(2, 406, 151) },
  ];
  const [a, b, c, d] = boxes as [Box, Box, Box, Box];
  const bottom = d.y + heightOf(d) + 10;
  const size = wide ? `0 0 910 ${bottom}` : `0 0 360 ${bottom}`;
  return html`<svg
    class=${wide ? "wide" : "narrow"}
    viewBox=${size}
    role="img"
    aria-label=${`Architecture of ${report.stack}`}
  >
    ${wide ? [between(a, b), between(b, c), between(b, d)] : [below(a, b, 170), below(b, c, 150), past(b, d)]}
    ${boxes.map(boxOf)}
  </svg>`;
}

function boxOf({ x, y, width, title, lines, planned }: Box): VNode {
  return html`<g>
    <rect class=${planned ? "box planned" : "box"} x=${x} y=${y} width=${width} height=${heightOf({ lines })} rx="8" />
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

/** Past the box in between, on its right-hand side. */
function past(upper: Box, lower: Box): VNode {
  const x = upper.x + upper.width;
  const from = upper.y + heightOf(upper) / 2;
  const to = lower.y + 24;
  return arrow(`M${x} ${from} C${x + 14} ${from} ${x + 8} ${to} ${x + 7} ${to}`, x, to, 180);
}

function arrow(path: string, x: number, y: number, turn: number): VNode {
  return html`<g>
    <path class="line" d=${path} />
    <path class="head" d="M0 0 L-8 -4 L-8 4 Z" transform=${`translate(${x} ${y}) rotate(${turn})`} />
  </g>`;
}
