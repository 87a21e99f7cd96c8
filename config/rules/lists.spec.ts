import { dockerConfig, judges } from "../fixture";

describe("the rules of lists", () => {
  judges(dockerConfig, [
    [
      "a registry twice",
      {
        registries: [
          { address: "ghcr.io", username: "one", password: "token-1" },
          { address: "ghcr.io", username: "two", password: "token-2" },
        ],
      },
      `error: FILE: alfred-storage:registries[1].address (ghcr.io) is the same as registries[0].address.
  Remove one of them.`,
    ],
    [
      "something moved twice",
      { moved: ["objects", "storage", "objects"] },
      `error: FILE: alfred-storage:moved[2] (objects) is the same as moved[0].
  Remove one of them.`,
    ],
    ["a key that is added", { keys: { tokens: { accept: ["first", "second"] } } }, ""],
    ["a key that is switched to", { keys: { tokens: { sign: "second", accept: ["first", "second"] } } }, ""],
    ["the old key retired", { keys: { tokens: { sign: "second" }, urls: { sign: "second", accept: ["second"] } } }, ""],
    [
      "a key that signs and is not accepted",
      { keys: { tokens: { sign: "second", accept: ["first"] }, urls: { accept: [] } } },
      `error: FILE: alfred-storage:keys.tokens.sign (second) is not among the generations in accept, so nothing that it signs would be valid.
  Add it to accept, run pulumi up, and only then let it sign.
error: FILE: alfred-storage:keys.urls.sign is not among the generations in accept, so nothing that it signs would be valid.
  Add it to accept, run pulumi up, and only then let it sign.`,
    ],
    [
      "a key that is accepted twice",
      { keys: { urls: { accept: ["first", "second", "first"] } } },
      `error: FILE: alfred-storage:keys.urls.accept[2] (first) stands there twice.
  Take one out.`,
    ],
  ]);
});
