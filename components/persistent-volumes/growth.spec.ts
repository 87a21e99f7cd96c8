import assert from "node:assert/strict";
import fc from "fast-check";
import { type Bytes, parseBytes, printBinary } from "../units";
import { judge } from "./growth";

const claim = (storage: string) => ({ spec: { resources: { requests: { storage } } } });
const edit = (before: string, after: string, phase?: string) =>
  judge({
    name: "redis-data",
    before: claim(before),
    after: claim(after),
    known: phase === undefined ? {} : { status: { phase } },
  });

describe("an edit of a claim", () => {
  it("that shrinks it is refused, with what to do", () => {
    assert.deepEqual(edit("20Gi", "10Gi", "Bound"), {
      refusal:
        "the claim redis-data has 20Gi, and no claim can shrink, so 10Gi is refused. Put 20Gi back; to have less, make a " +
        "new claim, copy the data there, and use that one.",
    });
  });

  it("that grows a bound one is fine", () => {
    assert.deepEqual(edit("20Gi", "50Gi", "Bound"), {});
  });

  it("that grows one without a volume is warned about", () => {
    assert.deepEqual(edit("20Gi", "50Gi", "Pending"), {
      warning:
        "the claim redis-data is Pending, and only a bound one can grow: the API server will refuse 50Gi. Start a pod " +
        "that mounts it first, or put 20Gi back.",
    });
  });

  it("that writes the same size in another way is none", () => {
    assert.deepEqual(edit("1Gi", "1024Mi", "Pending"), {});
  });

  it("of something else, or of what nobody knows, is none", () => {
    assert.deepEqual(judge({ name: "x", before: undefined, after: claim("1Gi"), known: undefined }), {});
    assert.deepEqual(judge({ name: "x", before: claim("1Gi"), after: {}, known: undefined }), {});
    assert.deepEqual(edit("1Gi", "2Gi"), {});
  });

  it("is refused exactly where the number of bytes gets smaller", () => {
    const size = fc.integer({ min: 1, max: 2 ** 40 });
    fc.assert(
      fc.property(size, size, (one, other) => {
        const { refusal } = edit(printBinary(one as Bytes), printBinary(other as Bytes), "Bound");
        assert.equal(refusal !== undefined, other < one);
      }),
    );
  });
});

describe("a size as Kubernetes prints it", () => {
  it("is read as the same number of bytes", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: Number.MAX_SAFE_INTEGER }), (bytes) => {
        assert.deepEqual(parseBytes(printBinary(bytes as Bytes)), { value: bytes });
      }),
    );
  });

  it("has the largest unit that loses nothing", () => {
    assert.deepEqual(
      [20 * 2 ** 30, 2 ** 40, 1536 * 2 ** 20, 1000].map((bytes) => printBinary(bytes as Bytes)),
      ["20Gi", "1Ti", "1536Mi", "1000"],
    );
  });
});
