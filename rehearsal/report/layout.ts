import { type Part, type Picture, wrapped } from "./picture";

export interface Point {
  readonly x: number;
  readonly y: number;
}

export interface Area extends Point {
  readonly width: number;
  readonly height: number;
}

export interface Box extends Area {
  readonly part: Part;
  /** Broken so that they fit. */
  readonly lines: readonly string[];
}

/** Ends in a head. Curved, its points are the two ends and what they are drawn towards. */
export interface Arrow {
  readonly points: readonly Point[];
  readonly curved: boolean;
}

export interface Drawing {
  readonly width: number;
  readonly height: number;
  readonly boxes: readonly Box[];
  /** Its title begins where its boxes do, since arrows run on both sides of them. */
  readonly frame?: Area & { readonly title: string; readonly titleX: number };
  readonly arrows: readonly Arrow[];
}

export const lineHeight = 17;
const gap = 28;
/** As many letters fit into a box even in a wide font. */
const letters = 36;
const margin = 8;
const frameHead = 32;
const framePadding = 12;

const columnWidth = 290;
/** From one column to the next: arrows have less room where there are four. */
const columnStep = ({ columns }: Picture): number => (columns.length > 3 ? 340 : 370);
const narrow = { width: 356, x: 30, box: 296, gutters: [339, 17] } as const;

/** Beside each other in columns, each of them in the middle of the height. */
export function wideLayout(picture: Picture): Drawing {
  const step = columnStep(picture);
  const columns = picture.columns.map((parts, column) =>
    stacked(parts, 20 + column * step, columnWidth, picture.frame),
  );
  const height = Math.max(...columns.map(({ bottom }) => bottom)) + margin;
  const centred = columns.map(({ boxes, frame, bottom }) => {
    const down = Math.floor((height - margin - bottom) / 2);
    return { boxes: boxes.map((box) => lowered(box, down)), frame: frame && lowered(frame, down) };
  });
  const boxes = centred.flatMap((column) => column.boxes);
  const frame = centred.map((column) => column.frame).find((one) => one !== undefined);
  const ends = endsOf(picture.arrows.map(([from, to]) => [boxOf(boxes, from), boxOf(boxes, to)]));
  const arrows = ends.map(([from, to]): Arrow => {
    if (from.x === to.x) return { points: [from, to], curved: false };
    const middle = (from.x + to.x) / 2;
    return { points: [from, { x: middle, y: from.y }, { x: middle, y: to.y }, to], curved: true };
  });
  const width = 20 + (columns.length - 1) * step + columnWidth + 20;
  return { width, height, boxes, arrows, ...(frame === undefined ? {} : { frame }) };
}

/** Below each other; arrows to the next box go straight down, others along the boxes, in the gutters beside them. */
export function narrowLayout(picture: Picture): Drawing {
  const { boxes, frame, bottom } = stacked(picture.order, narrow.x, narrow.box, picture.frame, narrow.width - 4);
  const place = (part: Part) => picture.order.indexOf(part);
  const isNext = ([from, to]: readonly [Part, Part]) => place(to) === place(from) + 1;
  const down = picture.arrows.filter(isNext).map(([from, to]): Arrow => {
    const [upper, lower] = [boxOf(boxes, from), boxOf(boxes, to)];
    const x = narrow.x + narrow.box * 0.9; // beside the frame's title
    return {
      points: [
        { x, y: upper.y + upper.height },
        { x, y: lower.y },
      ],
      curved: false,
    };
  });
  const along = picture.arrows.filter((arrow) => !isNext(arrow));
  const beside = inGutters(along.map(([from, to]) => [boxOf(boxes, from), boxOf(boxes, to)]));
  return {
    ...{ width: narrow.width, height: bottom + margin, boxes, arrows: [...down, ...beside] },
    ...(frame === undefined ? {} : { frame }),
  };
}

/**
 * Leads the arrows of each box along the first gutter in which nothing else is led past the same boxes. Two that meet at
 * one box share it: who comes from above has the upper part.
 */
function inGutters(arrows: readonly (readonly [Box, Box])[]): Arrow[] {
  const taken = narrow.gutters.map((): [number, number][] => []);
  const led = [...new Set(arrows.map(([from]) => from))].flatMap((from) => {
    const targets = arrows.filter(([source]) => source === from).map(([, to]) => to);
    const range = [from, ...targets].map(middleOf);
    const [top, end] = [Math.min(...range), Math.max(...range)];
    const free = taken.findIndex((ranges) => ranges.every(([first, last]) => end <= first || last <= top));
    taken[free]?.push([top, end]);
    const gutter = narrow.gutters[free];
    return gutter === undefined ? [] : targets.map((to) => ({ from, to, gutter }));
  });
  const heightOf = (box: Box, gutter: number, end: Box | "out"): number => {
    const here = led.filter((one) => one.gutter === gutter);
    const targets = here.filter(({ from }) => from === box).map(({ to }) => middleOf(to));
    const sources = here.filter(({ to }) => to === box).map(({ from }) => from);
    const ends = [
      ...(targets.length === 0 ? [] : [{ end: "out", at: targets.reduce((a, b) => a + b) / targets.length }]),
      ...sources.map((source) => ({ end: source, at: middleOf(source) })),
    ].sort((one, two) => one.at - two.at);
    return box.y + (box.height * (ends.findIndex((one) => one.end === end) + 1)) / (ends.length + 1);
  };
  return led.map(({ from, to, gutter }) => {
    const edge = gutter > narrow.x ? narrow.x + narrow.box : narrow.x;
    const [start, end] = [heightOf(from, gutter, "out"), heightOf(to, gutter, from)];
    const points = [
      { x: edge, y: start },
      { x: gutter, y: start },
      { x: gutter, y: end },
      { x: edge, y: end },
    ];
    return { points, curved: false };
  });
}

const middleOf = ({ y, height }: Area): number => y + height / 2;
const lowered = <T extends Point>(thing: T, by: number): T => ({ ...thing, y: thing.y + by });

function boxOf(boxes: readonly Box[], part: Part): Box {
  const found = boxes.find((box) => box.part === part);
  if (found === undefined) throw new RangeError(`${part.title} is not in the picture`);
  return found;
}

/** Boxes below each other, with the frame around those that are in it. */
function stacked(
  parts: readonly Part[],
  x: number,
  width: number,
  given: Picture["frame"],
  frameWidth = width + 2 * framePadding,
): { boxes: Box[]; frame?: Drawing["frame"]; bottom: number } {
  const boxes: Box[] = [];
  const framed = parts.filter((part) => given?.parts.includes(part) === true);
  let [y, top] = [margin, margin];
  for (const part of parts) {
    if (part === framed[0]) {
      top = y;
      y += frameHead;
    }
    const lines = part.lines.flatMap((line) => wrapped(line, letters));
    const height = 40 + lines.length * lineHeight;
    boxes.push({ part, lines, x, y, width, height });
    y += height + gap;
    if (part === framed.at(-1)) y += framePadding;
  }
  const bottom = y - gap;
  const last = boxes.findLast(({ part }) => framed.includes(part));
  if (given === undefined || last === undefined) return { boxes, bottom };
  const area = { x: x - (frameWidth - width) / 2, y: top, width: frameWidth };
  const [title = "", ...more] = wrapped(given.title, letters);
  const frame = {
    ...area,
    height: last.y + last.height + framePadding - top,
    title: more.length === 0 ? title : `${title}…`,
    titleX: x,
  };
  return { boxes, frame, bottom };
}

type Side = "left" | "right" | "top" | "bottom";

/** Where arrows leave and reach their boxes: those on the same side are spread over it, so that none meet. */
function endsOf(arrows: readonly (readonly [Box, Box])[]): [Point, Point][] {
  const ends = arrows.flatMap(([from, to], index) => [
    { index, box: from, other: to, side: sideOf(from, to) },
    { index, box: to, other: from, side: sideOf(to, from) },
  ]);
  const at = (index: number, box: Box): Point => {
    const { side } = ends.find((end) => end.index === index && end.box === box) ?? { side: "right" };
    const sharing = ends
      .filter((end) => end.box === box && end.side === side)
      .sort((one, two) => middleOf(one.other) - middleOf(two.other) || one.index - two.index);
    const share = (sharing.findIndex((end) => end.index === index) + 1) / (sharing.length + 1);
    if (side === "top" || side === "bottom") {
      return { x: box.x + box.width * share, y: side === "top" ? box.y : box.y + box.height };
    }
    return { x: side === "left" ? box.x : box.x + box.width, y: box.y + box.height * share };
  };
  return arrows.map(([from, to], index) => [at(index, from), at(index, to)]);
}

function sideOf(box: Box, other: Box): Side {
  if (box.x !== other.x) return box.x < other.x ? "right" : "left";
  return box.y < other.y ? "bottom" : "top";
}
