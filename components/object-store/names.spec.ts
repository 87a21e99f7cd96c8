import assert from "node:assert/strict";
import fc from "fast-check";
import { bucketNameProblem } from "./names";

describe("bucketNameProblem", () => {
  const problems: [string, string][] = [
    ["ab", "has 2 characters; 3 to 63 are allowed"],
    ["a".repeat(64), "has 64 characters; 3 to 63 are allowed"],
    ["Alfred", "may hold only lower-case letters, digits, dashes and dots"],
    ["alfred_platform", "may hold only lower-case letters, digits, dashes and dots"],
    ["-alfred", "must begin and end with a letter or a digit"],
    ["alfred.", "must begin and end with a letter or a digit"],
    ["alfred..prod", "may not hold two dots in a row"],
    ["192.168.5.4", "may not look like an IP address"],
    ["xn--alfred", "may not begin with xn--, which S3 reserves"],
    ["sthree-alfred", "may not begin with sthree-, which S3 reserves"],
    ["amzn-s3-demo-alfred", "may not begin with amzn-s3-demo-, which S3 reserves"],
    ["alfred-s3alias", "may not end with -s3alias, which S3 reserves"],
    ["alfred--ol-s3", "may not end with --ol-s3, which S3 reserves"],
    ["alfred.mrap", "may not end with .mrap, which S3 reserves"],
    ["alfred--x-s3", "may not end with --x-s3, which S3 reserves"],
    ["alfred--table-s3", "may not end with --table-s3, which S3 reserves"],
  ];
  for (const [name, problem] of problems) {
    it(`refuses ${name.length > 40 ? "a name that is too long" : name}`, () => {
      assert.equal(bucketNameProblem(name), problem);
    });
  }

  for (const name of ["abc", "a".repeat(63), "alfred-platform-prod", "2026.alfred", "1.2.3", "a--b", "a.-b"]) {
    it(`takes ${name}`, () => {
      assert.equal(bucketNameProblem(name), undefined);
    });
  }

  // The rules once more, each as S3's user guide has it, and all at once.
  const asDocumented =
    /^(?!xn--|sthree-|amzn-s3-demo-)(?!.*\.\.)(?!\d+\.\d+\.\d+\.\d+$)(?!.*(-s3alias|--ol-s3|\.mrap|--x-s3|--table-s3)$)[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/;

  it("takes what the rules of S3 take, and nothing else", () => {
    const pieces = ["a", "7", "-", ".", "--x", "-s3", "A", "_", "é", "xn--", "sthree-", ".mrap", "s3alias", "1.2.3.4"];
    const names = fc.array(fc.constantFrom(...pieces), { maxLength: 24 }).map((parts) => parts.join(""));
    fc.assert(
      fc.property(fc.oneof(names, fc.string()), (name) => {
        assert.equal(bucketNameProblem(name) === undefined, asDocumented.test(name), name);
      }),
    );
  });
});
