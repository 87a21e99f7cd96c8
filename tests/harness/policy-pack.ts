import { chmodSync, mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";

/**
 * Writes a policy pack of two rules about public buckets into a project. The built language host starts no pack from its
 * folder, but the engine starts an executable, whose path this gives.
 */
export function writePack(project: string): string {
  const folder = path.join(project, "pack");
  mkdirSync(folder);
  const files = {
    "PulumiPolicy.yaml": "runtime: nodejs\nmain: index.js\n",
    "package.json": JSON.stringify({ name: "pack", version: "1.0.0", main: "index.js" }),
    "index.js": `
      const { PolicyPack } = require("@pulumi/policy");
      const rule = (name, enforcementLevel, reports) => ({
        name, enforcementLevel, description: "About buckets.",
        validateResource: ({ type, name, props }, report) => {
          if (type === "storagedb:index:Bucket" && reports(props)) report("Bucket \\"" + name + "\\" is public.");
        },
      });
      new PolicyPack("pack", { policies: [
        rule("no-public-documents", "mandatory", (props) => props.public && props.bucketId === "agent-documents"),
        rule("few-public-buckets", "advisory", (props) => props.public),
      ] });`,
  };
  for (const [name, text] of Object.entries(files)) writeFileSync(path.join(folder, name), text);
  const start = path.join(project, "node_modules/@pulumi/pulumi/cmd/run-policy-pack");
  const launcher = path.join(project, "pack.sh");
  writeFileSync(launcher, `#!/bin/sh\ncd "${folder}"\nexec node "${start}" "$1" .\n`);
  chmodSync(launcher, 0o755);
  return launcher;
}
