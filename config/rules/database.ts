import type { Issue } from "../../components/issue";
import { superuserOf } from "../../components/storage-database/own-server";
import { isLoopback, serverOf } from "../derive";
import type { Usable } from "../parse";
import type { StackConfig } from "../settings";
import { error } from "./issues";

type Database = StackConfig["database"];

export function databaseIssues({ platform, database, images }: Usable): Issue[] {
  if (database === undefined) return [];
  const { host } = database;
  if (host !== undefined) {
    return [...givenIssues({ ...database, host }), ...(platform === "docker" ? containerIssues(database) : [])];
  }
  if (platform === undefined) return [];
  if (serverOf(platform, database) === "own") return ownIssues(database, images);
  const message = "is missing, and on kubernetes the database has to exist already";
  return [error(["database", "host"], message, "set it to where PostgreSQL listens")];
}

const onlyGiven = ["tls", "tlsCertificateAuthority", "serviceHost", "servicePort", "poolHost", "poolPort"] as const;

function ownIssues(database: Database, images: Usable["images"]): Issue[] {
  const issues = onlyGiven
    .filter((key) => database[key] !== undefined)
    .map((key) =>
      error(
        ["database", key],
        "has no effect while the stack runs its own server",
        "remove it, or set database.host to a server that exists",
      ),
    );
  const { administrator } = database;
  if (administrator === undefined || images === undefined) return issues;
  const superuser = superuserOf(images.database);
  // Any name is possible with the official image, which makes the superuser that it is told.
  if (superuser === "postgres" || administrator === superuser) return issues;
  const message = `is not possible with ${images.database}: the image's first-start scripts work as ${superuser} only, and its role postgres may not change the reserved roles (supautils)`;
  return [...issues, error(["database", "administrator"], message, `remove it, or write ${superuser}`)];
}

function givenIssues(database: Database & { readonly host: string }): Issue[] {
  const issues = tlsIssues(database);
  if (database.limits !== undefined) {
    const message = "has no effect while database.host names a server, which the stack does not run";
    issues.push(error(["database", "limits"], message, "remove it"));
  }
  if (database.poolPort !== undefined && database.poolHost === undefined) {
    const message = "has no effect without database.poolHost";
    issues.push(error(["database", "poolPort"], message, "remove it, or set database.poolHost"));
  }
  return issues;
}

function containerIssues(database: Database): Issue[] {
  return (["serviceHost", "poolHost"] as const).flatMap((key) => {
    const host = database[key];
    if (host === undefined || !isLoopback(host)) return [];
    const message = "means the container itself, where no database listens";
    return [error(["database", key], message, "write host.docker.internal for this machine")];
  });
}

function tlsIssues(database: Database & { readonly host: string }): Issue[] {
  if (database.tls !== "disable") return [];
  const issues: Issue[] = [];
  if (database.tlsCertificateAuthority !== undefined) {
    const message = "has no effect while database.tls is disable";
    issues.push(
      error(["database", "tlsCertificateAuthority"], message, "set database.tls to verify-full, or remove it"),
    );
  }
  if (!isLoopback(database.host)) {
    issues.push({
      severity: "warning",
      path: ["database", "tls"],
      message: `sends passwords and data to ${database.host} in plain text`,
      remedy: "set database.tls to verify-full, or to require where the server has no certificate that can be checked",
    });
  }
  return issues;
}
