import type { JavaScriptValue } from "google-protobuf/google/protobuf/struct_pb";
import type { CarryOut } from "../../../rehearsal/monitor/monitor";
import { argumentName, type TerraformType, terraformType } from "./terraform-types";

export interface Resource {
  readonly type: string;
  readonly name: string;
  readonly inputs: Readonly<Record<string, unknown>>;
}

/** Answers with references, as Terraform writes them: so what is recorded says what refers to what. */
export const references: CarryOut = (request) => {
  const [type, name] = [request.getType(), request.getName()];
  const inputs = (request.getObject()?.toJavaScript() ?? {}) as Record<string, JavaScriptValue>;
  if (!type.startsWith("aws:")) return Promise.resolve({ id: name, outputs: inputs });
  const to = (attribute: string) => `\${${addressOf({ type, name })}.${attribute}}`;
  const attributes = Object.entries(terraformType(type).attributes).map(([key, attribute]) => [key, to(attribute)]);
  // checkov follows no alias to its key.
  const { targetKeyId } = inputs;
  const target = typeof targetKeyId === "string" ? { targetKeyArn: targetKeyId.replace(/key_id}$/, "arn}") } : {};
  const outputs = { ...inputs, ...target, ...(Object.fromEntries(attributes) as Record<string, string>) };
  return Promise.resolve({ id: to("id"), outputs });
};

/** As Terraform knows the resource. */
export const addressOf = ({ type, name }: Pick<Resource, "type" | "name">, prefix = ""): string =>
  `${terraformType(type).type}.${prefix}${name.replaceAll("-", "_")}`;

/**
 * The resources as Terraform's plan in JSON (`terraform show -json`). checkov reads no `.tf.json`; in a plan it takes
 * policies apart, and follows the references that are kept beside the values.
 *
 * @param prefix put before each name: checkov makes one graph of all the plans that it is given
 */
export function terraformPlan(resources: readonly Resource[], prefix: string): object {
  const blocks = resources.map((one) => {
    const address = addressOf(one, prefix);
    const [type, name] = address.split(".");
    return { place: { address, mode: "managed", type, name }, ...blockOf(terraformType(one.type), one.inputs, prefix) };
  });
  return {
    format_version: "1.2",
    terraform_version: "1.9.0",
    planned_values: { root_module: { resources: blocks.map(({ place, values }) => ({ ...place, values })) } },
    configuration: {
      root_module: { resources: blocks.map(({ place, expressions }) => ({ ...place, expressions })) },
    },
  };
}

interface Block {
  readonly values: Readonly<Record<string, unknown>>;
  /** What refers to another resource instead of having a value before that one is there. */
  readonly expressions: Readonly<Record<string, unknown>>;
}

function blockOf(of: TerraformType, inputs: Resource["inputs"], prefix: string): Block {
  const values: Record<string, unknown> = {};
  const expressions: Record<string, unknown> = {};
  for (const [key, value] of Object.entries(inputs)) {
    const inner = Array.isArray(value) ? (value as unknown[]) : [value];
    const nested = key !== "tags" && inner.length > 0 && inner.every(isMap);
    const name = argumentName(of, key, nested && Array.isArray(value));
    const [, type, to, attribute] = typeof value === "string" ? (/^\$\{(\w+)\.(\w+)\.(\w+)\}$/.exec(value) ?? []) : [];
    if (nested) {
      const blocks = inner.map((one) => blockOf(of, one, prefix));
      values[name] = blocks.map((block) => block.values);
      expressions[name] = blocks.map((block) => block.expressions);
    } else if (type === undefined || to === undefined || attribute === undefined) {
      values[name] = value;
      expressions[name] = { constant_value: value };
    } else {
      const address = `${type}.${prefix}${to}`;
      expressions[name] = { references: [`${address}.${attribute}`, address] };
    }
  }
  return { values, expressions };
}

const isMap = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null && !Array.isArray(value);
