import { readFileSync } from "node:fs";

/** The settings of PostgREST that the stand-in knows. */
export interface Config {
  readonly databaseUrl: string;
  readonly schema: string;
  readonly anonymousRole: string;
  readonly keys: string;
  readonly port: number;
  readonly adminHost: string;
  readonly adminPort: number;
}

/** Reads a file of lines `name = "text"` and `name = 3000`. @throws where a setting is missing that has no default */
export function readConfig(file: string): Config {
  const lines = readFileSync(file, "utf8").matchAll(/^([a-z-]+) *= *(?:"(.*)"|(\d+)) *$/gm);
  const settings = new Map([...lines].map(([, name, text, number]) => [name, text ?? number ?? ""]));
  const need = (name: string) => {
    const value = settings.get(name);
    if (value === undefined) throw new Error(`${file}: ${name} is missing`);
    return value.startsWith("@") ? readFileSync(value.slice(1), "utf8").trim() : value;
  };
  return {
    databaseUrl: need("db-uri"),
    schema: need("db-schemas"),
    anonymousRole: need("db-anon-role"),
    keys: need("jwt-secret"),
    port: Number(need("server-port")),
    adminHost: need("admin-server-host"),
    adminPort: Number(need("admin-server-port")),
  };
}
