import assert from "node:assert/strict";
import { checkKeys, type Generations } from "./args";

const fine: Generations = { sign: "first", accept: ["first", "second"] };

const rules: [string, Generations, string[]][] = [
  ["two generations", fine, []],
  ["dots, dashes and digits", { sign: "2026-09.b", accept: ["2026-09.b", "1"] }, []],
  [
    "a generation that signs and is not accepted",
    { sign: "third", accept: ["first", "second"] },
    [
      "error tokens.sign third is not among the generations in accept, so nothing that it signs would be valid" +
        " | add it to accept, run pulumi up, and only then let it sign",
    ],
  ],
  [
    "one that is accepted twice",
    { sign: "first", accept: ["first", "second", "first"] },
    ["error tokens.accept.2 first stands there twice | take one out"],
  ],
  ...["", "my_key", "a b", "-a", "a/b", "a".repeat(41)].map((name): [string, Generations, string[]] => [
    `the name "${name}"`,
    { sign: "first", accept: ["first", name] },
    [
      `error tokens.accept.1 ${name} is not a name of letters, digits, dots and dashes, at most 40,` +
        " a letter or digit first | choose another",
    ],
  ]),
];

describe("the check of key generations", () => {
  for (const [title, tokens, expected] of rules) {
    it(`answers ${title} with ${expected.length === 0 ? "nothing" : "the issue"}`, () => {
      const lines = checkKeys({ tokens, urls: fine }).map(
        ({ severity, path, value, message, remedy }) =>
          `${severity} ${path.join(".")} ${String(value)} ${message} | ${remedy ?? ""}`,
      );
      assert.deepEqual(lines, expected);
    });
  }

  it("tells of everything at once, for tokens and URLs alike", () => {
    const wrong = { sign: "b", accept: ["a", "a"] };
    const paths = checkKeys({ tokens: wrong, urls: wrong }).map(({ path }) => path.join("."));
    assert.deepEqual(paths, ["tokens.accept.1", "tokens.sign", "urls.accept.1", "urls.sign"]);
  });
});
