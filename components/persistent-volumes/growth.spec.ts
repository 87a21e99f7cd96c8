import assert from "node:assert/strict";
import fc from "fast-check";
import { type Bytes, parseBytes, printBinary } from "../units";
import { type Expands, judge } from "./growth";

const claim = (storage: string) => ({ spec: { storageClassName: "slow", resources: { requests: { storage } } } });
const always: Expands = () => Promise.resolve(true);
const edit = (before: string, after: string, phase?: string, expands = always) => {
  const known = phase === undefined ? {} : { status: { phase } };
  return judge({ name: "redis-data", before: claim(before), after: claim(after), known }, expands);
};

describe("an edit of a claim", () => {
  it("that shrinks it is refused, with what to do", async () => {
    assert.deepEqual(await edit("20Gi", "10Gi", "Bound"), {
      refusal:
        "the claim redis-data has 20Gi, and no claim can shrink, so 10Gi is refused. Put 20Gi back; to have less, make a " +
        "new claim, copy the data there, and use that one.",
    });
  });

  it("that grows a bound one is fine", async () => {
    assert.deepEqual(await edit("20Gi", "50Gi", "Bound"), {});
  });

  it("that grows one without a volume is warned about", async () => {
    assert.deepEqual(await edit("20Gi", "50Gi", "Pending"), {
      warning:
        "the claim redis-data is Pending, and only a bound one can grow: the API server will refuse 50Gi. Start a pod " +
        "that mounts it first, or put 20Gi back.",
    });
  });

  it("that writes the same size in another way is none", async () => {
    assert.deepEqual(await edit("1Gi", "1024Mi", "Pending"), {});
  });

  it("of something else, or of what nobody knows, is none", async () => {
    const [one, none] = [claim("1Gi"), undefined];
    assert.deepEqual(await judge({ name: "x", before: none, after: one, known: none }, always), {});
    assert.deepEqual(await judge({ name: "x", before: one, after: {}, known: none }, always), {});
    assert.deepEqual(await edit("1Gi", "2Gi"), {});
    assert.deepEqual(await edit("1Gi", "2Gi", "Bound", () => Promise.resolve(undefined)), {});
  });

  it("that grows one of a class that does not expand is warned about", async () => {
    assert.deepEqual(await edit("20Gi", "50Gi", "Bound", () => Promise.resolve(false)), {
      warning:
        "the claim redis-data is of the storage class slow, which does not let claims grow: the API server will refuse " +
        "50Gi. Set allowVolumeExpansion on the class, if its driver can do it, or put 20Gi back.",
    });
  });

  it("is refused exactly where the number of bytes gets smaller", async () => {
    const size = fc.integer({ min: 1, max: 2 ** 40 });
    await fc.assert(
      fc.asyncProperty(size, size, async (one, other) => {
        const { refusal } = await edit(printBinary(one as Bytes), printBinary(other as Bytes), "Bound");
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
