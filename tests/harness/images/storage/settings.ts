import { readFileSync } from "node:fs";
import path from "node:path";

import { parse } from "dotenv";

/** The service's variables that the stand-in makes use of. */
export interface Settings {
  readonly port: number;
  readonly databaseUrl: string;
  readonly databaseAuthority: string | undefined;
  readonly tokenSecret: string;
  readonly keySet: string | undefined;
  /** `<path>/<global bucket>`, which is made at the start; below it each tenant has a folder. */
  readonly folder: string;
  readonly tenant: string;
  readonly uploadLimit: number;
}

/** From the environment, and from `.env` in the working directory what is not set there. @throws where one is missing */
export function readSettings(): Settings {
  const variables: Readonly<Record<string, string | undefined>> = { ...fromFile(), ...process.env };
  const need = (name: string) => {
    const value = variables[name];
    if (value === undefined || value === "") throw new Error(`${name} is undefined`);
    return value;
  };
  if (need("STORAGE_BACKEND") !== "file" || need("MULTI_TENANT") !== "false") {
    throw new Error("this stand-in knows only the file backend of a single tenant");
  }
  // The real service wants them, too.
  for (const name of ["ANON_KEY", "SERVICE_KEY", "STORAGE_S3_REGION", "DB_SUPER_USER"]) need(name);
  return {
    port: Number(need("SERVER_PORT")),
    databaseUrl: variables["DATABASE_POOL_URL"] ?? need("DATABASE_URL"),
    databaseAuthority: variables["DATABASE_SSL_ROOT_CERT"],
    tokenSecret: need("AUTH_JWT_SECRET"),
    keySet: variables["JWT_JWKS"],
    folder: path.join(need("STORAGE_FILE_BACKEND_PATH"), need("STORAGE_S3_BUCKET")),
    tenant: need("TENANT_ID"),
    uploadLimit: Number(need("UPLOAD_FILE_SIZE_LIMIT")),
  };
}

function fromFile(): Record<string, string> {
  try {
    return parse(readFileSync(".env"));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return {};
    throw error;
  }
}
