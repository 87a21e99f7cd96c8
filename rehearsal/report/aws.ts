import type { VNode } from "preact";
import type { StackReport } from "../stack-report";
import { type Access, accessOf } from "./aws-access";
import { type BucketFacts, bucketsOf } from "./aws-buckets";
import { html } from "./html";

/** What only a stack in AWS has; all of it as the program registers it. */
export function awsSections(report: StackReport): VNode[] {
  const [buckets, access] = [bucketsOf(report), accessOf(report.resources)];
  return [
    ...(buckets.length === 0 ? [] : [bucketsSection(buckets)]),
    ...(access.length === 0 ? [] : [accessSection(access)]),
  ];
}

const purposes: Readonly<Record<BucketFacts["purpose"], string>> = {
  objects: "the service's objects",
  "recovery points": "recovery points",
  "access logs": "access logs",
};

function bucketsSection(buckets: readonly BucketFacts[]): VNode {
  return html`<section>
    <h3>Buckets of S3</h3>
    <div class="cards">${buckets.map(bucketTable)}</div>
  </section>`;
}

function bucketTable(bucket: BucketFacts): VNode {
  const { name, region, account, encryption, key, versions, lock, lifecycle, logsTo, copiesTo, refused } = bucket;
  const rows: readonly (readonly [string, unknown])[] = [
    ["place", `${region}, account ${account}`],
    ["the public", bucket.shut ? "shut out, in all four ways" : "not shut out"],
    ["encryption", encryption],
    ["key", key ?? "Amazon's own"],
    ["versions", versions ? "every one is kept" : "none"],
    ["lock", lock ?? "none"],
    ["lifecycle", list(lifecycle)],
    ["logs to", logsTo ?? "nowhere"],
    ...(copiesTo === undefined ? [] : [["copies to", copiesTo] as const]),
    ["refuses", list(refused)],
    ["pulumi destroy", bucket.protect ? "stops at it" : "deletes it"],
  ];
  return html`<table class="list facts">
    <caption>
      <b>${name}</b>
      <span>${purposes[bucket.purpose]}</span>
    </caption>
    <tbody>
      ${rows.map(
        ([head, value]) =>
          html`<tr>
            <th scope="row">${head}</th>
            <td>${value}</td>
          </tr>`,
      )}
    </tbody>
  </table>`;
}

function accessSection(access: readonly Access[]): VNode {
  return html`<section>
    <h3>Who may do what in AWS</h3>
    <p>
      Read out of the policies of roles, buckets and keys, which the program registers. What the account's own IAM says
      beside them is not known here.
    </p>
    <table class="list facts access">
      <thead>
        <tr>
          <th scope="col">who</th>
          <th scope="col">may</th>
        </tr>
      </thead>
      <tbody>
        ${access.map(
          ({ who, how, may }) =>
            html`<tr>
              <th scope="row">
                <b>${who}</b>
                ${how === "" ? "" : html`<span>${how}</span>`}
              </th>
              <td>${list(may)}</td>
            </tr>`,
        )}
      </tbody>
    </table>
  </section>`;
}

function list(items: readonly string[]): VNode {
  if (items.length === 0) return html`<span class="nothing">nothing</span>`;
  return html`<ul>
    ${items.map((item) => html`<li>${item}</li>`)}
  </ul>`;
}
