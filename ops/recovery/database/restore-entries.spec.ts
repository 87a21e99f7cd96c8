import assert from "node:assert/strict";
import { understood } from "./restore-entries";

const header = `--
-- PostgreSQL database dump
--

\\restrict abc

-- Dumped from database version 15.18

SET statement_timeout = 0;
SET transaction_timeout = 0;
SELECT pg_catalog.set_config('search_path', '', false);
SET row_security = off;

`;
const body = `CREATE FUNCTION storage.f() RETURNS void LANGUAGE sql AS $$
SET transaction_timeout = 0;
$$;
`;

async function through(script: string, serverVersion: number, size = 7): Promise<string> {
  const bytes = Buffer.from(script);
  // eslint-disable-next-line @typescript-eslint/require-await
  async function* pieces() {
    for (let begin = 0; begin < bytes.length; begin += size) yield bytes.subarray(begin, begin + size);
  }
  const found: Uint8Array[] = [];
  for await (const piece of understood(pieces(), serverVersion)) found.push(piece);
  return Buffer.concat(found).toString();
}

describe("SQL of a newer pg_restore", () => {
  const known = header.replace("SET transaction_timeout = 0;\n", "");
  const long = `-- ü\n${"x".repeat(10_000)}\n`;

  it("does not set what an older server does not know; functions stay as they are", async () => {
    assert.equal(await through(header + body, 160_004), known + body);
    assert.equal(await through(header + body + long, 150_018), known + body + long);
    assert.equal(await through(header + body + long, 150_018, 5000), known + body + long);
    assert.equal(await through(body, 150_018), body);
    assert.equal(await through("", 150_018), "");
  });

  it("is left as it is for a server that knows it", async () => {
    assert.equal(await through(header + body + long, 170_000), header + body + long);
  });
});
