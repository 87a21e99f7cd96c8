import assert from "node:assert/strict";
import fc from "fast-check";
import {
  type Bytes,
  bytes,
  bytesPattern,
  type Cpu,
  cpu,
  cpuPattern,
  parseBytes,
  parseCpu,
  printBytes,
  printCpu,
} from "./units";

describe("sizes", () => {
  const readings: [string | number, number][] = [
    ["50MiB", 52428800],
    ["50Mi", 52428800],
    ["50 MiB", 52428800],
    ["50mib", 52428800],
    ["100MB", 100_000_000],
    ["20Gi", 21474836480],
    ["52428800", 52428800],
    [52428800, 52428800],
    ["1.5GiB", 1610612736],
    ["0", 0],
    ["7B", 7],
    ["1kB", 1000],
    ["1KiB", 1024],
  ];
  for (const [text, expected] of readings) {
    it(`reads ${JSON.stringify(text)} as ${expected} bytes`, () => {
      assert.deepEqual(parseBytes(text), { value: expected });
      assert.match(String(text), bytesPattern);
    });
  }

  const refusals: [string | number, string][] = [
    ["", "is not a size; write a number of bytes or a size such as 50MiB, 20Gi or 100MB"],
    ["lots", "is not a size; write a number of bytes or a size such as 50MiB, 20Gi or 100MB"],
    [-1, "is not a size; write a number of bytes or a size such as 50MiB, 20Gi or 100MB"],
    ["50XB", "has the unknown unit XB; write a number of bytes or a size such as 50MiB, 20Gi or 100MB"],
    ["50MBB", "has the unknown unit MBB; write a number of bytes or a size such as 50MiB, 20Gi or 100MB"],
    ["2G", "has the ambiguous unit G; write GiB (powers of 1024) or GB (powers of 1000)"],
    ["500m", "has the ambiguous unit m; write MiB (powers of 1024) or MB (powers of 1000)"],
    ["8k", "has the ambiguous unit k; write KiB (powers of 1024) or kB (powers of 1000)"],
    ["1.5", "is not a whole number of bytes"],
    ["9007199254740992", "is too large; the largest size is 8191PiB"],
  ];
  for (const [text, problem] of refusals) {
    it(`refuses ${JSON.stringify(text)}`, () => {
      assert.deepEqual(parseBytes(text), { problem });
      if (!/whole|large/.test(problem)) assert.doesNotMatch(String(text), bytesPattern);
    });
  }

  const printings: [number, string][] = [
    [0, "0"],
    [52428800, "50MiB"],
    [100_000_000, "100MB"],
    [1_024_000, "1000KiB"],
    [5_000_000_000, "5GB"],
    [2 ** 40, "1TiB"],
    [52428801, "52428801"],
  ];
  for (const [value, text] of printings) {
    it(`prints ${value} bytes as ${text}`, () => {
      assert.equal(printBytes(value as Bytes), text);
    });
  }

  it("reads back everything it prints", () => {
    const sizes = fc.oneof(
      fc.maxSafeNat(),
      fc.tuple(fc.nat(5000), fc.constantFrom(10, 20, 30, 40)).map(([count, power]) => count * 2 ** power),
      fc.tuple(fc.nat(5000), fc.constantFrom(3, 6, 9, 12)).map(([count, power]) => count * 10 ** power),
    );
    fc.assert(
      fc.property(sizes, (size) => {
        const text = printBytes(size as Bytes);
        assert.match(text, bytesPattern);
        assert.deepEqual(parseBytes(text), { value: size });
      }),
    );
  });

  it("answers any text with a size or a sentence, and the schema's pattern takes nothing it does not know", () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.stringMatching(bytesPattern)), (text) => {
        const parsed = parseBytes(text);
        if ("value" in parsed) assert.match(text.trim(), bytesPattern);
        else if (bytesPattern.test(text)) assert.match(parsed.problem, /^is (not a whole number|too large)/);
      }),
    );
  });

  it("throws on a mistake of the program itself", () => {
    assert.equal(bytes("1GiB"), 2 ** 30);
    assert.throws(() => bytes("1G"), /^RangeError: 1G has the ambiguous unit G/);
  });
});

describe("CPU shares", () => {
  const readings: [string | number, number][] = [
    ["500m", 500],
    ["0.5", 500],
    [0.5, 500],
    [2, 2000],
    ["1.001", 1001],
    ["0", 0],
  ];
  for (const [text, expected] of readings) {
    it(`reads ${JSON.stringify(text)} as ${expected} thousandths`, () => {
      assert.deepEqual(parseCpu(text), { value: expected });
    });
  }

  const refusals: [string | number, string][] = [
    ["half", "is not a CPU share; write cores such as 0.5 or 2, or thousandths of a core such as 500m"],
    ["-1", "is not a CPU share; write cores such as 0.5 or 2, or thousandths of a core such as 500m"],
    ["1.5m", "is not a CPU share; write cores such as 0.5 or 2, or thousandths of a core such as 500m"],
    ["0.0005", "is finer than a thousandth of a core"],
    ["99999999999999999", "is too large"],
  ];
  for (const [text, problem] of refusals) {
    it(`refuses ${JSON.stringify(text)}`, () => {
      assert.deepEqual(parseCpu(text), { problem });
    });
  }

  it("reads back everything it prints", () => {
    fc.assert(
      fc.property(fc.nat(), (share) => {
        const text = printCpu(share as Cpu);
        assert.match(text, cpuPattern);
        assert.deepEqual(parseCpu(text), { value: share });
      }),
    );
    assert.equal(printCpu(cpu("2000m")), "2");
    assert.equal(printCpu(cpu("0.25")), "250m");
  });
});
