import assert from "node:assert/strict";
import fc from "fast-check";
import { evaluate, isSilent, violations } from "./evaluate";
import { declares, type Exception } from "./exceptions";
import {
  NotKnownYet,
  type Parameters,
  type Report,
  type Resource,
  type ResourceRule,
  type StackRule,
  unknown,
} from "./rule";
import { at } from "./values";

const today = "2026-11-25";
const circumstances = { exceptions: [], today };

const resource = (name: string, props: Resource["props"] = {}, type = "test:index:Thing"): Resource => ({
  urn: `urn:pulumi:test::test::${type}::${name}`,
  type,
  name,
  props,
  protect: false,
  dependsOn: [],
});

const small: ResourceRule = {
  name: "small",
  threat: "cost-run-away",
  level: "mandatory",
  description: "A thing is small.",
  remedy: "Make it smaller.",
  parameters: { largest: { type: "integer", default: 10, description: "The largest size." } },
  types: ["test:index:Thing"],
  check: ({ props }, report, { largest }) => {
    const size = Number(at(props, "size"));
    if (size > Number(largest)) report(`is ${size} large`);
  },
};

const few: StackRule = {
  name: "few",
  threat: "cost-run-away",
  level: "advisory",
  description: "There are few things.",
  remedy: "Remove some.",
  checkStack: (resources, report) => {
    if (resources.length > 2) report("has too many things");
    const named = resources.find(({ props }) => at(props, "name") === "bad");
    if (named !== undefined) report("has a bad name", named);
  },
};

const large = resource("a", { size: 20 });
const exception: Exception = {
  rule: "small",
  resource: "a",
  reason: "it will shrink with time",
  until: "2027-01-31",
  where: "exceptions.yaml",
};
const found = {
  policy: "small",
  level: "mandatory",
  resource: large.urn,
  message: 'Thing "a" is 20 large. Make it smaller.',
};

describe("The evaluation of rules", () => {
  it("says rule, level, resource, and what to do", () => {
    assert.deepEqual(evaluate([small], [large, resource("b", { size: 10 })], circumstances), [found]);
  });

  it("looks at the types of a rule only, or at every type", () => {
    const other = resource("a", { size: 20 }, "test:index:Other");
    assert.deepEqual(evaluate([small], [other], circumstances), []);
    assert.equal(evaluate([{ ...small, types: ["*"] }], [other], circumstances).length, 1);
  });

  it("says of a stack what concerns it as a whole, and of a resource what concerns that", () => {
    const verdicts = evaluate([few], [large, resource("b"), resource("c", { name: "bad" })], circumstances);
    assert.deepEqual(
      verdicts.map(({ resource, message }) => [resource, message]),
      [
        [null, "The stack has too many things. Remove some."],
        ["urn:pulumi:test::test::test:index:Thing::c", 'Thing "c" has a bad name. Remove some.'],
      ],
    );
  });

  it("takes parameters as given, and defaults for those that are not", () => {
    assert.deepEqual(evaluate([small], [large], { ...circumstances, parameters: { small: { largest: 20 } } }), []);
    assert.deepEqual(evaluate([small], [large], { ...circumstances, parameters: { small: {}, few: {} } }), [found]);
  });

  it("takes what is not known yet for a violation", () => {
    const unclear = resource("a", { size: unknown });
    assert.deepEqual(violations(small, [unclear]), [
      { message: "cannot be judged: size is not known yet", resource: unclear },
    ]);
    assert.deepEqual(violations(few, [resource("a", { name: unknown })]), [
      { message: "cannot be judged: name is not known yet" },
    ]);
  });

  it("says that a rule has to wait where the rule says that it may", () => {
    const patient = { ...small, judgedAtUp: "The size is measured." };
    assert.throws(() => violations(patient, [resource("a", { size: unknown })]), NotKnownYet);
  });

  it("does not hide a mistake in a rule", () => {
    const broken: ResourceRule = {
      ...small,
      check: () => {
        throw new TypeError("a mistake");
      },
    };
    assert.throws(() => violations(broken, [large]), TypeError);
  });
});

describe("A rule that is known to say nothing", () => {
  const little = resource("a", { size: 5 });
  const lately: ResourceRule = {
    ...small,
    check: ({ props }, report, parameters) => {
      const size = Number(at(props, "size"));
      if (size > 3 && size > Number(parameters["largest"])) report(`is ${size} large`);
    },
  };

  it("finds nothing, and did not look at its parameters", () => {
    assert.ok(isSilent(lately, [resource("a", { size: 3 })]));
    assert.ok(isSilent(few, [little]));
    assert.ok(isSilent(small, [resource("a", { size: 20 }, "test:index:Other")]), "which is of another type");
  });

  it("is none that finds something", () => {
    assert.ok(!isSilent(small, [large]));
    assert.ok(!isSilent(few, [little, little, little]));
  });

  it("is none that would find something with other parameters", () => {
    assert.ok(!isSilent(lately, [little]));
    assert.ok(!isSilent(small, [little]));
    const spread = {
      ...small,
      check: (_: Resource, __: Report, parameters: Parameters) => {
        Object.keys({ ...parameters });
      },
    };
    assert.ok(!isSilent(spread, [little]));
  });

  it("is none that cannot know yet, may it wait or not, and none that fails", () => {
    const unclear = resource("a", { size: unknown });
    assert.ok(!isSilent(lately, [unclear]));
    assert.ok(!isSilent({ ...lately, judgedAtUp: "The size is measured." }, [unclear]));
    const broken = () => {
      throw new TypeError("a mistake");
    };
    assert.ok(!isSilent({ ...small, check: broken }, [little]));
  });
});

describe("The evaluation of exceptions", () => {
  const told = {
    policy: "exceptions-in-force",
    level: "advisory",
    resource: null,
    message: "An exception from small for a holds until 2027-01-31: it will shrink with time",
  };
  const refused = (problem: string, { rule = "small", where = "exceptions.yaml", resource = "a" } = {}) => ({
    policy: "exceptions-valid",
    level: "mandatory",
    resource: null,
    message: `An exception from ${rule} for ${resource} does not hold: ${problem}. Correct it, or remove it (${where}).`,
  });
  const under = (one: Exception, resources: readonly Resource[] = [large]) =>
    evaluate([small, few], resources, { ...circumstances, exceptions: [one] });

  it("takes the violation away, and tells of it in every run", () => {
    assert.deepEqual(under(exception), [told]);
    assert.deepEqual(under(exception, []), [told], "also where there is nothing to except");
  });

  it("takes away no other violation", () => {
    const other = resource("b", { size: 30 });
    assert.deepEqual(
      under(exception, [large, other]).map(({ policy, resource }) => [policy, resource]),
      [
        ["small", other.urn],
        ["exceptions-in-force", null],
      ],
    );
    assert.deepEqual(under({ ...exception, rule: "few" })[0], found);
  });

  it("cannot take away what concerns the whole stack", () => {
    const resources = ["a", "b", "c"].map((name) => resource(name));
    const [first] = under({ ...exception, rule: "few" }, resources);
    assert.equal(first?.policy, "few");
  });

  it("fails once it has ended, and the violation is back", () => {
    const ended = { ...exception, until: "2026-11-24" };
    assert.deepEqual(under(ended), [found, refused("it ended on 2026-11-24")]);
  });

  it("fails where no such rule is known, no day is given, or no reason", () => {
    assert.deepEqual(under({ ...exception, rule: "tiny" }), [
      found,
      refused("there is no rule tiny", { rule: "tiny" }),
    ]);
    assert.deepEqual(under({ ...exception, reason: "because" }), [found, refused("it gives no reason")]);
    assert.deepEqual(under({ ...exception, until: "soon" }), [
      found,
      refused('"soon" is not a day such as 2027-03-31, which comes first'),
    ]);
  });

  it("is found on the resource too", () => {
    const marked = resource("a", { size: 20, tags: { [`${declares}small`]: "2027-01-31 it will shrink with time" } });
    assert.deepEqual(evaluate([small], [marked], circumstances), [
      { ...told, message: told.message.replace("for a holds", `for ${marked.urn} holds`) },
    ]);
    const late = resource("a", { size: 20, tags: { [`${declares}small`]: "2026-01-31 it will shrink with time" } });
    assert.deepEqual(evaluate([small], [late], circumstances), [
      found,
      refused("it ended on 2026-01-31", { where: late.urn, resource: late.urn }),
    ]);
  });

  it("never makes more violations, and never fewer than those that it is not for", () => {
    const sizes = fc.array(fc.integer({ min: 0, max: 20 }), { maxLength: 5 });
    const exceptions = fc.array(
      fc.record({
        rule: fc.constantFrom("small", "few", "tiny"),
        resource: fc.constantFrom("0", "1", "2"),
        reason: fc.constantFrom("short", "long enough to be one"),
        until: fc.constantFrom("2026-11-24", "2026-11-25", "soon"),
        where: fc.constant("here"),
      }),
      { maxLength: 4 },
    );
    fc.assert(
      fc.property(sizes, exceptions, (sizes, exceptions) => {
        const resources = sizes.map((size, index) => resource(String(index), { size }));
        const of = (given: readonly Exception[]) => evaluate([small], resources, { today, exceptions: given });
        const excepted: readonly string[] = exceptions
          .filter(({ rule, reason, until }) => rule === "small" && reason.length > 10 && until === today)
          .map((one) => one.resource);
        const left = of(exceptions).filter(({ policy }) => policy === "small");
        assert.deepEqual(
          left,
          of([]).filter(({ message }) => !excepted.includes(/"(.)"/.exec(message)?.[1] ?? "")),
        );
        assert.equal(of(exceptions).length, left.length + exceptions.length, "each exception is told");
      }),
    );
  });
});
