import assert from "node:assert/strict";
import fc from "fast-check";
import { type Area, type Drawing, narrowLayout, wideLayout } from "./layout";
import { few, type Part, type Picture, wrapped } from "./picture";

const line = fc.string({ unit: fc.constantFrom("a", "m", "-", ".", "/", ":", " "), maxLength: 90 });
const part = fc.record({ title: fc.constant("Part"), lines: fc.array(line, { maxLength: 9 }) });
const column = fc.array(part, { minLength: 1, maxLength: 4 });

/** Three columns, of which the middle one is framed; arrows as the real pictures have them. */
const picture = fc.tuple(column, column, column).map(([left, middle, right]): Picture => {
  const [hub] = middle;
  assert.ok(hub !== undefined);
  const below = middle.slice(0, -1).map((one, index) => [one, middle[index + 1] ?? hub] as const);
  const across = right.map((to) => [hub, to] as const);
  return {
    columns: [left, middle, right],
    order: [...left, ...middle, ...right],
    arrows: [...left.map((from) => [from, hub] as const), ...below, ...across],
    frame: { title: "the frame of these parts", parts: middle },
  };
});

const meets = (one: Area, other: Area, slack = 0) =>
  one.x + slack < other.x + other.width &&
  other.x + slack < one.x + one.width &&
  one.y + slack < other.y + other.height &&
  other.y + slack < one.y + one.height;
const isInside = (inner: Area, outer: Area) =>
  inner.x >= outer.x &&
  inner.y >= outer.y &&
  inner.x + inner.width <= outer.x + outer.width &&
  inner.y + inner.height <= outer.y + outer.height;

function check(
  { boxes, frame, arrows, width, height }: Drawing,
  parts: readonly Part[],
  framed: readonly Part[],
): void {
  assert.deepEqual(new Set(boxes.map((box) => box.part)), new Set(parts));
  const paper = { x: 0, y: 0, width, height };
  for (const [index, box] of boxes.entries()) {
    assert.ok(isInside(box, paper));
    assert.ok(boxes.slice(index + 1).every((other) => !meets(box, other)));
    assert.ok(frame !== undefined && isInside(frame, paper));
    assert.ok(framed.includes(box.part) ? isInside(box, frame) : !meets(box, frame));
  }
  for (const { points } of arrows) {
    for (const [index, to] of points.slice(1).entries()) {
      const from = points[index] ?? to;
      const [x, y] = [Math.min(from.x, to.x), Math.min(from.y, to.y)];
      const stretch = { x, y, width: Math.abs(to.x - from.x) + 1, height: Math.abs(to.y - from.y) + 1 };
      assert.ok(isInside(stretch, { ...paper, width: width + 1, height: height + 1 }));
      for (const box of boxes) assert.ok(!meets(stretch, box, 2), "an arrow over a box");
    }
  }
}

describe("The picture's layout", () => {
  it("keeps boxes apart, frames what belongs together, and leads no arrow over a box", () => {
    fc.assert(
      fc.property(picture, (picture) => {
        check(wideLayout(picture), picture.order, picture.frame?.parts ?? []);
        check(narrowLayout(picture), picture.order, picture.frame?.parts ?? []);
      }),
    );
  });

  it("draws every arrow of what there is to show, in both forms", () => {
    const [outside, inside, storage, proxy, api, sql, objects] = Array.from({ length: 7 }, (_, index): Part => ({
      title: String(index),
      lines: [],
    }));
    assert.ok(outside && inside && storage && proxy && api && sql && objects);
    const picture: Picture = {
      columns: [
        [outside, inside],
        [proxy, storage, api],
        [objects, sql],
      ],
      order: [outside, inside, storage, proxy, api, sql, objects],
      arrows: [
        ...[outside, inside].map((from) => [from, storage] as const),
        ...[objects, sql, api, proxy].map((to) => [storage, to] as const),
        [api, sql],
        [proxy, objects],
      ],
    };
    for (const { arrows } of [wideLayout(picture), narrowLayout(picture)]) {
      assert.equal(arrows.length, picture.arrows.length);
      const heads = arrows.map(({ points }) => JSON.stringify(points.at(-1)));
      assert.equal(new Set(heads).size, heads.length, "two heads at one point");
    }
  });

  it("draws what is beside a bucket in AWS in a column of its own, and leads no two arrows along one line", () => {
    const [outside, inside, storage, proxy, api, sql, role, bucket, cdn, keys, logs, backups, claims] = Array.from(
      { length: 13 },
      (_, index): Part => ({ title: String(index), lines: ["line"] }),
    );
    assert.ok(outside && inside && storage && proxy && api && sql && role && bucket);
    assert.ok(cdn && keys && logs && backups && claims);
    const picture: Picture = {
      columns: [
        [outside, inside, claims],
        [proxy, storage, api],
        [role, bucket, sql],
        [cdn, keys, logs, backups],
      ],
      order: [outside, inside, storage, proxy, api, sql, role, bucket, cdn, keys, logs, backups, claims],
      arrows: [
        ...[outside, inside].map((from) => [from, storage] as const),
        ...[sql, role, proxy, api].map((to) => [storage, to] as const),
        [role, bucket],
        ...[keys, logs].map((to) => [bucket, to] as const),
        [backups, logs],
        [cdn, bucket],
        [api, sql],
        [proxy, bucket],
      ],
      frame: { title: "pods", parts: [proxy, storage, api] },
    };
    for (const drawing of [wideLayout(picture), narrowLayout(picture)]) {
      check(drawing, picture.order, [proxy, storage, api]);
      assert.equal(drawing.arrows.length, picture.arrows.length);
      const heads = drawing.arrows.map(({ points }) => JSON.stringify(points.at(-1)));
      assert.equal(new Set(heads).size, heads.length, "two heads at one point");
    }
    const { arrows } = narrowLayout(picture);
    const upright = arrows.flatMap(({ points: [start, top, bottom] }) =>
      start && top && top.x === bottom?.x ? [{ start: JSON.stringify(start), x: top.x, ys: [top.y, bottom.y] }] : [],
    );
    for (const [index, one] of upright.entries()) {
      for (const other of upright.slice(index + 1)) {
        if (one.x !== other.x || one.start === other.start) continue; // those of one box begin together
        const apart = Math.max(...one.ys) <= Math.min(...other.ys) || Math.max(...other.ys) <= Math.min(...one.ys);
        assert.ok(apart, `two arrows along ${one.x}`);
      }
    }
  });

  it("breaks lines so that they fit, and loses no letter but spaces", () => {
    fc.assert(
      fc.property(line, fc.integer({ min: 5, max: 40 }), (text, most) => {
        const pieces = wrapped(text, most);
        assert.ok(pieces.every((piece) => piece.length <= most));
        assert.equal(pieces.join("").replaceAll(" ", ""), text.replaceAll(" ", ""));
      }),
    );
    assert.deepEqual(wrapped("db-postgres.alfred-platform.svc:5432", 24), ["db-postgres.alfred-", "platform.svc:5432"]);
  });

  it("counts what it leaves out of a long list", () => {
    assert.deepEqual(few(["a", "b", "c"], 3), ["a", "b", "c"]);
    assert.deepEqual(few(["a", "b", "c", "d"], 3), ["a", "b", "and 2 more"]);
  });
});
