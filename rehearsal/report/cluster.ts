import type { VNode } from "preact";
import type { Reach } from "../network/reach";
import type { StackReport } from "../stack-report";
import { claimsOf, type ClaimRow } from "./claims";
import { html } from "./html";

/** What only a stack on Kubernetes has. */
export function clusterSections({ resources, reach = [] }: StackReport): VNode[] {
  const claims = claimsOf(resources);
  return [
    ...(claims.length === 0 ? [] : [claimsSection(claims)]),
    ...(reach.length === 0 ? [] : [reachSection(reach)]),
  ];
}

function claimsSection(claims: readonly ClaimRow[]): VNode {
  const heads = ["name", "size", "class", "access mode", "volume", "for", "pulumi destroy"];
  return html`<section>
    <h3>Claims</h3>
    <div class="scroll">
      <table class="list">
        <thead>
          <tr>
            ${heads.map((name) => html`<th scope="col">${name}</th>`)}
          </tr>
        </thead>
        <tbody>
          ${claims.map(
            ({ name, size, storageClass, accessModes, volume, mounted, protect }) =>
              html`<tr>
                <td><code>${name}</code></td>
                <td>${size}</td>
                <td>${storageClass}</td>
                <td>${accessModes}</td>
                <td>${volume === "" ? "made by the class" : volume}</td>
                <td>${mounted ? "the storage service" : "the platform"}</td>
                <td>${protect ? "stops at it" : "deletes it"}</td>
              </tr>`,
          )}
        </tbody>
      </table>
    </div>
  </section>`;
}

function reachSection(reach: readonly Reach[]): VNode {
  const [ours, others] = [true, false].map((isOurs) => reach.filter(({ ours }) => ours === isOurs));
  return html`<section>
    <h3>Who may reach whom</h3>
    <p>
      Read out of the stack's network policies, as Kubernetes applies them. They hold where the cluster's network
      enforces NetworkPolicies; one that does not enforce them does not say so.
    </p>
    ${reachTable("The stack's pods", ours ?? [])} ${reachTable("Others, to the stack's pods", others ?? [])}
    <p class="note">
      S3 and PostgreSQL stand where the stack file says that they are; of a range of addresses, the first one was asked.
      What other pods say to each other is not touched.
    </p>
  </section>`;
}

function reachTable(title: string, rows: readonly Reach[]): VNode {
  return html`<table class="list reach">
    <caption>
      <b>${title}</b>
    </caption>
    <thead>
      <tr>
        <th scope="col">who</th>
        <th scope="col">may reach</th>
        <th scope="col">may not reach</th>
      </tr>
    </thead>
    <tbody>
      ${rows.map(
        ({ who, may, mayNot }) =>
          html`<tr>
            <th scope="row">${who}</th>
            <td>${targets("yes", may)}</td>
            <td>${targets("no", mayNot)}</td>
          </tr>`,
      )}
    </tbody>
  </table>`;
}

function targets(kind: "yes" | "no", names: readonly string[]): VNode {
  if (names.length === 0) return html`<span class="nothing">nothing</span>`;
  return html`<ul class=${`targets ${kind}`}>
    ${names.map((name) => html`<li>${name}</li>`)}
  </ul>`;
}
