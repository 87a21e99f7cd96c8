import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import path from "node:path";
import { parse } from "yaml";
import { z } from "zod";
import { catalogue } from "./catalogue";
import { exceptionsOn, problemOf } from "./exceptions";
import { rules } from "./rules";
import { threats } from "./threats";

const doc = (name: string) => readFileSync(path.join(path.dirname(__dirname), "docs", name), "utf8");
const page = doc("policies.md");
const names = rules.map(({ name }) => name);
const blocks = (language: string) =>
  [...page.matchAll(new RegExp(`\`\`\`${language}\\n([\\s\\S]*?)\`\`\``, "g"))].map(([, text]) => text ?? "");

describe("docs/policies.md", () => {
  it("is what the rules say of themselves (else run: npm run policies)", () => {
    assert.equal(page, catalogue());
  });

  it("has a heading for each rule, to which links lead", () => {
    const headings = [...page.matchAll(/^### (.*)$/gm)].map(([, heading]) => heading);
    assert.deepEqual(headings.sort(), [...names].sort());
  });

  it("shows a configuration that fits the rules' parameters", () => {
    const [example = "{}"] = blocks("json");
    const config = JSON.parse(example) as Record<string, string | Record<string, unknown>>;
    const level = z.enum(["mandatory", "advisory", "disabled"]);
    assert.ok(Object.keys(config).length >= 3);
    for (const [name, set] of Object.entries(config)) {
      const rule = rules.find((one) => one.name === name) ?? assert.fail(`there is no rule ${name}`);
      const { enforcementLevel, ...parameters } = typeof set === "string" ? { enforcementLevel: set } : set;
      if (enforcementLevel !== undefined) level.parse(enforcementLevel);
      for (const [key, value] of Object.entries(parameters)) {
        z.fromJSONSchema({ ...(rule.parameters?.[key] ?? assert.fail(`${name} has no ${key}`)) }).parse(value);
      }
    }
  });

  it("shows exceptions that hold", () => {
    const [file = "", onResource = ""] = blocks("yaml");
    const [first] = parse(file) as { rule: string; resource: string; reason: string; until: string }[];
    assert.ok(first);
    assert.equal(problemOf({ ...first, where: "docs" }, names, "2026-11-25"), undefined);
    const tags = parse(onResource) as Record<string, string>;
    const marked = { urn: "urn", type: "type", name: "name", props: { tags }, protect: false, dependsOn: [] };
    const [declared] = exceptionsOn(marked);
    assert.ok(declared);
    assert.equal(problemOf(declared, names, "2026-11-25"), undefined);
  });
});

/** Headings of the seed, of whose lower ones the higher one says all. */
const chapters = [
  "Overview",
  "Architecture",
  "File Storage Service",
  "Storage Schema in PostgreSQL",
  "Docker Volumes",
  "Kubernetes PersistentVolumes",
  "Storage Buckets Configuration",
  "Environment-Specific Configurations",
  "Prerequisites",
  "Deployment Steps",
  "Horizontal Scaling",
  "Vertical Scaling",
  "Storage Expansion",
  "Health Checks",
  "Metrics",
  "Dashboards",
  "Backup Procedures",
  "Restore Procedures",
  "Network Policies",
  "Access Control",
  "Encryption",
  "Common Issues",
  "Logs",
  "Debugging Procedures",
  "Related Components",
  "Version History",
  "References",
];
const reviewed = ["Kubernetes workload", "Network", "AWS", "Docker (dev)"];

describe("docs/threats.md", () => {
  const sections = new Map(
    doc("threats.md")
      .split(/^## /m)
      .slice(1)
      .map((section) => [section.split("\n", 1)[0] ?? "", section]),
  );
  const linked = (section: string) => [...section.matchAll(/\[([\w-]+)\]\(policies\.md#([\w-]+)\)/g)];
  const cells = [...sections.values()]
    .flatMap((section) => section.split("\n"))
    .filter((line) => line.startsWith("|"))
    .flatMap((line) => line.split("|").map((cell) => cell.trim()));
  const sources = cells.flatMap((cell) => cell.split("; "));

  it("has a section for each threat", () => {
    for (const [threat, meaning] of Object.entries(threats)) {
      assert.ok(sections.get(threat)?.includes(`\n\n${meaning}`), threat);
    }
  });

  it("names every rule, under the threat that the rule names", () => {
    for (const threat of Object.keys(threats)) {
      const of = rules.filter((rule) => rule.threat === threat).map(({ name }) => name);
      const named = new Set(linked(sections.get(threat) ?? "").map(([, name]) => name));
      assert.deepEqual([...named].sort(), of.sort(), threat);
    }
  });

  it("links each rule to its own heading", () => {
    for (const section of sections.values()) {
      for (const [, name, anchor] of linked(section)) assert.equal(name, anchor);
    }
  });

  for (const [document, headings] of Object.entries({ seed: chapters, hardening: reviewed })) {
    for (const heading of headings) {
      it(`says what comes of ${document}: ${heading}`, () => {
        assert.ok(sources.includes(`${document}: ${heading}`));
      });
    }
  }

  it("names no chapter that there is not", () => {
    const known = [...chapters.map((one) => `seed: ${one}`), ...reviewed.map((one) => `hardening: ${one}`)];
    assert.deepEqual(
      sources.filter((one) => /^(seed|hardening): /.test(one) && !known.includes(one)),
      [],
    );
  });
});
