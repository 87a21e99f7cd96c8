import type { Issue } from "../../components/issue";
import { isLoopback } from "../derive";
import type { Usable } from "../parse";
import { error } from "./issues";

/** The way to a database that only the cluster reaches. */
export function tunnelIssues({ platform, database }: Usable): Issue[] {
  if (platform !== "kubernetes" || database === undefined) return [];
  const { reach, tunnel, tls, host } = database;
  if (reach === "direct") {
    if (tunnel === undefined) return [];
    const message = "has no effect while database.reach is direct";
    return [error(["database", "tunnel"], message, "remove it, or set database.reach to tunnel")];
  }
  const issues: Issue[] = [];
  if (tls === undefined || tls === "verify-full") {
    const subject = tls === undefined ? "is verify-full by default, which " : "";
    const message = `${subject}cannot hold through a tunnel: the program reaches the server as 127.0.0.1, whose name no certificate has`;
    const remedy = "write tls: require; the tunnel itself goes through the API server, which knows the program";
    issues.push(error(["database", "tls"], message, remedy));
  }
  if (host !== undefined && isLoopback(host) && tunnel?.pods === undefined) {
    const message = "means the relay pod itself, where no database listens";
    const remedy = "set it to where the cluster finds the server, or database.tunnel.pods to the labels of its pods";
    issues.push(error(["database", "host"], message, remedy));
  }
  if (tunnel?.pods !== undefined && Object.keys(tunnel.pods).length === 0) {
    const remedy = "write the labels of PostgreSQL's pods, such as app: db-postgres; or leave it out";
    issues.push(error(["database", "tunnel", "pods"], "names no label, so any pod would do", remedy));
  }
  return issues;
}
