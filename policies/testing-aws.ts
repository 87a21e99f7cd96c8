/** For the specs of rules on AWS: changes of policies, and resources that the program does not have. */
import assert from "node:assert/strict";
import { type Breakable, set } from "./testing";

type Fields = Record<string, unknown>;

interface Document {
  Statement: Fields[];
}

/** Changes the JSON text of a policy. */
function edit(resource: Breakable, path: string, change: (document: Document) => void): void {
  const document = JSON.parse(String(resource.props[path])) as Document;
  change(document);
  set(resource, path, JSON.stringify(document));
}

/** Puts fields into the statement with that Sid. */
export function rewrite(resource: Breakable, sid: string, fields: Fields, path = "policy"): void {
  edit(resource, path, ({ Statement: statements }) => {
    const statement = statements.find(({ Sid }) => Sid === sid) ?? assert.fail(`${resource.name} has no ${sid}`);
    Object.assign(statement, fields);
  });
}

/** Adds a statement to a policy. */
export function allow(resource: Breakable, statement: Fields, path = "policy"): void {
  edit(resource, path, ({ Statement: statements }) => {
    statements.push({ Effect: "Allow", ...statement });
  });
}

/** A policy with one statement. */
export const policy = (statement: Fields): string =>
  JSON.stringify({ Version: "2012-10-17", Statement: [{ Effect: "Allow", ...statement }] });

/** Takes a resource away. */
export function without(resources: Breakable[], resource: Breakable): void {
  resources.splice(resources.indexOf(resource), 1);
}

/** Adds a resource with the name `other`. */
export function add(resources: Breakable[], type: string, props: Fields, more: Partial<Breakable> = {}): void {
  const urn = `urn:pulumi:prod::alfred-storage::${type}::other`;
  resources.push({ urn, type, name: "other", protect: true, dependsOn: [], props, ...more });
}
