import { z } from "zod";
import type { Issue } from "../components/issue";
import { stackConfig } from "./settings";

/** The keys that may stand in the map at `path`. */
export function knownKeys(path: Issue["path"]): readonly string[] {
  const schema = unwrap(schemaAt(path));
  if (!(schema instanceof z.ZodObject)) return [];
  return Object.keys(schema.shape).filter((key) => !(unwrap(schema.shape[key]) instanceof z.ZodNever));
}

/** What the schema says about what stands at `path`. */
export function describedAs(path: Issue["path"]): string | undefined {
  const schema = schemaAt(path);
  return schema instanceof z.ZodType ? schema.description : undefined;
}

function schemaAt(path: Issue["path"]): unknown {
  return path.reduce<unknown>((here, part) => {
    const schema = unwrap(here);
    if (schema instanceof z.ZodArray) return schema.element;
    if (schema instanceof z.ZodRecord) return schema.valueType;
    return schema instanceof z.ZodObject ? schema.shape[String(part)] : undefined;
  }, stackConfig);
}

/** The schema within its default, its being optional and its transformation; of several forms, the map. */
function unwrap(schema: unknown): unknown {
  if (schema instanceof z.ZodPipe) return unwrap(schema.in);
  if (schema instanceof z.ZodOptional || schema instanceof z.ZodDefault || schema instanceof z.ZodPrefault) {
    return unwrap(schema.unwrap());
  }
  if (schema instanceof z.ZodUnion) return schema.options.find((option) => option instanceof z.ZodObject) ?? schema;
  return schema;
}
