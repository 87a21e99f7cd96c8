import type { VNode } from "preact";
import type { StackReport } from "../stack-report";
import { dockerPicture } from "./docker-picture";
import { html } from "./html";
import { kubernetesPicture } from "./kubernetes-picture";
import { type Arrow, type Box, type Drawing, lineHeight, narrowLayout, wideLayout } from "./layout";

/** The stack as a picture: once beside each other for wide screens, once below each other for narrow ones. */
export function architecture(report: StackReport): VNode {
  const picture = report.platform === "kubernetes" ? kubernetesPicture(report) : dockerPicture(report);
  const label = `Architecture of ${report.stack}`;
  return html`<div class="picture">
    ${drawn(wideLayout(picture), "wide", label)}${drawn(narrowLayout(picture), "narrow", label)}
  </div>`;
}

function drawn({ width, height, boxes, frame, arrows }: Drawing, form: string, label: string): VNode {
  return html`<svg class=${form} viewBox=${`0 0 ${width} ${height}`} role="img" aria-label=${label}>
    ${
      frame === undefined
        ? ""
        : html`<g>
            <rect class="frame" x=${frame.x} y=${frame.y} width=${frame.width} height=${frame.height} rx="12" />
            <text x=${frame.titleX} y=${frame.y + 21}>${frame.title}</text>
          </g>`
    }
    ${arrows.map(arrow)} ${boxes.map(box)}
  </svg>`;
}

function box({ x, y, width, height, lines, part: { title, given } }: Box): VNode {
  return html`<g>
    <rect class=${given === true ? "box given" : "box"} x=${x} y=${y} width=${width} height=${height} rx="8" />
    <text class="title" x=${x + 14} y=${y + 25}>${title}</text>
    ${lines.map((line, index) => html`<text x=${x + 14} y=${y + 44 + index * lineHeight}>${line}</text>`)}
  </g>`;
}

const headLength = 7;

function arrow({ points, curved }: Arrow): VNode {
  const [tip, before] = [points.at(-1), points.at(-2)];
  if (tip === undefined || before === undefined) return html``;
  const [right, down] = [Math.sign(tip.x - before.x), Math.sign(tip.y - before.y)];
  const end = { x: tip.x - headLength * right, y: tip.y - headLength * down };
  const texts = [...points.slice(0, -1), end].map(({ x, y }) => `${x} ${y}`);
  const [start = "", ...rest] = texts;
  const turn = right === 0 ? down * 90 : right < 0 ? 180 : 0;
  return html`<g>
    <path class="line" d=${`M${start} ${curved ? "C" : "L"}${rest.join(" ")}`} />
    <path class="head" d="M0 0 L-8 -4 L-8 4 Z" transform=${`translate(${tip.x} ${tip.y}) rotate(${turn})`} />
  </g>`;
}
