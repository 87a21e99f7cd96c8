import { type Finding, type Rule, say } from "../finding";
import { at, textAt } from "../preview";
import { all, code } from "../words";
import { policyDocument } from "./s3";

/** A key of KMS: without it, nothing that it encrypted can be read again. */
export const key: Rule = (change, context) => {
  const { operation, old, new: wanted, name } = change;
  const called = code(name);
  if (operation === "create") return say("harmless", `The key ${called} is made.`);
  const guard = old?.protect === true ? " It is protected, so `pulumi up` refuses." : "";
  if (operation === "delete" || operation === "replace") {
    const days = at(old?.inputs, "deletionWindowInDays");
    const when = typeof days === "number" ? `, ${days} days after it is asked to` : "";
    return say(
      "data loss",
      `The key ${called} is **deleted**${when}: nothing that it encrypted can be read again.${guard}`,
    );
  }
  const findings: Finding[] = [];
  if (at(old?.inputs, "isEnabled") !== false && at(wanted?.inputs, "isEnabled") === false) {
    findings.push({
      risk: "data loss",
      text: `The key ${called} is **turned off**: nothing that it encrypted can be read until it is on again.`,
    });
  }
  const [before, after] = [at(old?.inputs, "deletionWindowInDays"), at(wanted?.inputs, "deletionWindowInDays")];
  if (typeof before === "number" && typeof after === "number" && after < before) {
    findings.push({
      risk: "data loss",
      text: `A deletion of the key ${called} can be taken back for ${after} days, before for ${before}.`,
    });
  }
  if (at(old?.inputs, "enableKeyRotation") === true && at(wanted?.inputs, "enableKeyRotation") !== true) {
    findings.push({ risk: "security", text: `The key ${called} is renewed each year no longer.` });
  }
  if (change.paths.some((path) => path.startsWith("policy"))) findings.push(...keyPolicy(change, context));
  return findings.length > 0 ? findings : say("harmless", `The key ${called} changes: ${all(change.paths)}.`);
};

const keyPolicy = policyDocument(({ name }) => `the key ${code(name)}`);

/** Roles, their policies, and what binds the two. */
export const identity: Rule = (change, context) => {
  const kind = change.type.split(":").at(-1) ?? "";
  const called = `${kind} ${code(textAt((change.new ?? change.old)?.inputs, "name") ?? change.name)}`;
  if (change.operation === "delete") return say("downtime", `The ${called} is removed: what relied on it is refused.`);
  if (
    change.operation === "update" &&
    !change.paths.some((path) => /policy|role|principal|trust|boundary|arn/i.test(path))
  ) {
    return say("harmless", `The ${called} changes: ${all(change.paths)}.`);
  }
  const document = policyDocument(() => `the ${called}`)(change, context);
  return document.length > 0 ? document : say("access widened", `The ${called} changes: ${all(change.paths)}.`);
};

export const distribution: Rule = ({ operation, name, paths }) => {
  if (operation === "create")
    return say(
      "access widened",
      `The distribution ${code(name)} is made: it serves files to whoever its policy lets in.`,
    );
  return say(
    "downtime",
    `The distribution ${code(name)} is ${operation === "delete" ? "removed" : `changed (${all(paths)})`}.`,
  );
};
