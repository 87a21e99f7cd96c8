import { renderToString } from "preact-render-to-string";
import type { VNode } from "preact";
import { formatIssues } from "../../config";
import type { Judgement } from "../policies";
import type { StackReport } from "../stack-report";
import { architecture } from "./architecture";
import { awsSections } from "./aws";
import { clusterSections } from "./cluster";
import { grids } from "./grid";
import { html } from "./html";
import { style } from "./style";
import { type Node, optionsOf, treeOf, typeName } from "./tree";
import { judgementWords, limitOf } from "./words";

/** One page that needs nothing else: for each stack its picture, resources, buckets, access and verdicts. */
export function page(reports: readonly StackReport[]): string {
  const body = html`<html lang="en">
    <head>
      <meta charset="utf-8" />
      <meta name="viewport" content="width=device-width, initial-scale=1" />
      <title>Alfred Storage, rehearsed</title>
      <style dangerouslySetInnerHTML=${{ __html: style }}></style>
    </head>
    <body>
      <header>
        <h1>Alfred Storage</h1>
        <p>
          What the program would provision, rehearsed on an embedded PostgreSQL. No account, cluster or daemon was used.
        </p>
        <nav>
          ${reports.map(({ stack, failure }) => html`<a href=${`#${stack}`}>${stack}${failure === undefined ? "" : " (failed)"}</a>`)}
        </nav>
      </header>
      <main>${reports.map(stackSection)}</main>
    </body>
  </html>`;
  return `<!doctype html>\n${renderToString(body)}\n`;
}

function stackSection(report: StackReport): VNode {
  const { stack, platform, failure, database, issues, said } = report;
  return html`<article id=${stack}>
    <h2>${stack} ${platform === undefined ? "" : html`<small>${platform}</small>`}</h2>
    ${failure === undefined ? "" : html`<p class="bad"><b>This stack failed.</b> ${failure}</p>`}
    ${issues.length === 0 ? "" : html`<pre class="issues">${formatIssues(issues)}</pre>`}
    ${said.map(({ severity, message }) => html`<p class="said"><b>${severity}</b> ${message}</p>`)}
    ${platform === undefined ? "" : pictureSection(report)} ${platform === "kubernetes" ? clusterSections(report) : ""}
    ${awsSections(report)} ${database === undefined ? "" : [bucketsSection(report), grids(database)]}
    ${report.resources.length === 0 ? "" : resourcesSection(report)}
    ${report.judgement === undefined ? "" : verdictsSection(report.judgement)}
  </article>`;
}

function pictureSection(report: StackReport): VNode {
  return html`<section>
    <h3>Architecture</h3>
    ${architecture(report)}
    <p class="note">Dashed: not made by the stack; it has to exist.</p>
  </section>`;
}

function bucketsSection({ database }: StackReport): VNode {
  return html`<section>
    <h3>Buckets</h3>
    <div class="scroll">
      <table class="list">
        <thead>
          <tr>
            ${["id", "name", "access", "limit", "types"].map((name) => html`<th scope="col">${name}</th>`)}
          </tr>
        </thead>
        <tbody>
          ${(database?.buckets ?? []).map(
            (bucket) =>
              html`<tr>
                <td><code>${bucket.id}</code></td>
                <td>${bucket.name}</td>
                <td>${bucket.public ? "public" : "private"}</td>
                <td>${limitOf(bucket)}</td>
                <td>${bucket.allowedMimeTypes?.join(", ") ?? "every type"}</td>
              </tr>`,
          )}
        </tbody>
      </table>
    </div>
    <details>
      <summary>${database?.policies.length} policies of PostgreSQL, as read back</summary>
      <dl>
        ${(database?.policies ?? []).map(
          ({ name, command, roles, using, check }) =>
            html`<dt>${name}</dt>
              <dd>
                ${command} for ${roles.join(", ")} ${using === null ? "" : html`<code>USING ${using}</code>`}
                ${check === null ? "" : html`<code>WITH CHECK ${check}</code>`}
              </dd>`,
        )}
      </dl>
    </details>
  </section>`;
}

function resourcesSection({ resources }: StackReport): VNode {
  return html`<section>
    <h3>Resources</h3>
    <p>${resources.length}, in the order in which the program registers them below their parents.</p>
    <ul class="tree">
      ${treeOf(resources).map((node) => branch(node, 0))}
    </ul>
  </section>`;
}

function branch({ resource, children }: Node, depth: number): VNode {
  const label = html`<b>${resource.name}</b>
    <span>${typeName(resource.type)}</span> ${optionsOf(resource).map((option) => html`<em>${option}</em>`)}`;
  if (children.length === 0) return html`<li>${label}</li>`;
  return html`<li>
    <details open=${depth < 1}>
      <summary>${label} <span>(${children.length})</span></summary>
      <ul>
        ${children.map((child) => branch(child, depth + 1))}
      </ul>
    </details>
  </li>`;
}

/** The mandatory ones first. */
function verdictsSection({ rules, verdicts }: Judgement): VNode {
  const sorted = [...verdicts].sort((one, other) => other.level.localeCompare(one.level));
  return html`<section>
    <h3>Policy verdicts</h3>
    <p>${judgementWords({ rules, verdicts })}</p>
    ${
      sorted.length === 0
        ? ""
        : html`<ul>
            ${sorted.map(
              ({ policy, level, resource, message }) =>
                html`<li class=${level === "mandatory" ? "bad" : "said"} title=${resource ?? ""}>
                  <b>${level}</b> ${message} <em>${policy}</em>
                </li>`,
            )}
          </ul>`
    }
  </section>`;
}
