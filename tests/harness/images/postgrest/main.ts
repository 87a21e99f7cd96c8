/**
 * Stands in for PostgREST where only its container matters: it calls functions without arguments for the token's role,
 * and says whether it is ready. It knows neither tables nor anything else of the real one.
 */
import { createServer, get, type IncomingMessage, type ServerResponse } from "node:http";

import { DatabaseError, Pool } from "pg";

import { type Config, readConfig } from "./config";
import { verifierOf } from "./tokens";

function main(args: readonly string[]): void {
  const ready = args[0] === "--ready";
  const file = args[ready ? 1 : 0];
  if (file === undefined) throw new Error("usage: postgrest [--ready] FILE");
  const config = readConfig(file);
  if (ready) askReady(config);
  else serve(config);
}

function askReady({ adminHost, adminPort }: Config): void {
  const url = `http://${adminHost}:${adminPort}/ready`;
  const request = get(url, { timeout: 5000 }, ({ statusCode }) => {
    const fine = statusCode === 200;
    console.log(`${fine ? "OK" : "ERROR"}: ${url} answers ${statusCode ?? "nothing"}`);
    process.exit(fine ? 0 : 1);
  });
  request.on("timeout", () => request.destroy(new Error("no answer")));
  request.on("error", ({ message }) => {
    console.log(`ERROR: ${url}: ${message}`);
    process.exit(1);
  });
}

function serve(config: Config): void {
  // libpq takes sslmode=require as encryption alone, node-postgres only with this.
  const url = `${config.databaseUrl}${config.databaseUrl.includes("?") ? "&" : "?"}uselibpqcompat=true`;
  const pool = new Pool({ connectionString: url, max: 5, connectionTimeoutMillis: 3000 });
  pool.on("error", () => undefined); // the next request connects anew
  const verify = verifierOf(config.keys);

  const call = async (name: string, claims: Record<string, unknown>): Promise<unknown> => {
    const client = await pool.connect();
    try {
      await client.query("BEGIN");
      await client.query("SELECT set_config('role', $1, true), set_config('request.jwt.claims', $2, true)", [
        claims["role"],
        JSON.stringify(claims),
      ]);
      const { rows } = await client.query<{ result: unknown }>(`SELECT "${config.schema}"."${name}"() AS result`);
      await client.query("COMMIT");
      client.release();
      return rows[0]?.result;
    } catch (error) {
      client.release(true);
      throw error;
    }
  };

  const answer = async (request: IncomingMessage): Promise<readonly [number, unknown]> => {
    const name = /^\/rpc\/([a-z_]+)(?:\?|$)/.exec(request.url ?? "")?.[1];
    if (name === undefined) return [404, { code: "PGRST125", message: "Invalid path specified in request URL" }];
    const token = /^Bearer (.+)$/i.exec(request.headers.authorization ?? "")?.[1];
    const claims = token === undefined ? {} : await verify(token);
    if (claims === undefined) return [401, { code: "PGRST301", message: "No suitable key or wrong key type" }];
    try {
      return [200, await call(name, { role: config.anonymousRole, ...claims })];
    } catch (error) {
      if (!(error instanceof DatabaseError)) return [503, { code: "PGRST001", message: "Database client error" }];
      const { code, message } = error;
      if (code === "42883") return [404, { code: "PGRST202", message: `Could not find the function ${name}` }];
      return [code === "42501" ? (token === undefined ? 401 : 403) : 503, { code, message }];
    }
  };

  const isReady = async () => {
    try {
      await pool.query("SELECT 1");
      return 200;
    } catch {
      return 503;
    }
  };

  createServer((request, response) => {
    void answer(request).then(([status, body]) => {
      reply(response, status, JSON.stringify(body));
    });
  }).listen(config.port);
  createServer((request, response) => {
    const status = request.url === "/live" ? Promise.resolve(200) : isReady();
    void status.then((code) => {
      reply(response, code, "");
    });
  }).listen(config.adminPort, config.adminHost);
  for (const signal of ["SIGTERM", "SIGINT"] as const) process.on(signal, () => process.exit(0));
  console.log(`Listening on port ${config.port}`);
}

function reply(response: ServerResponse, status: number, body: string): void {
  response.writeHead(status, { "content-type": "application/json; charset=utf-8" }).end(body);
}

main(process.argv.slice(2));
