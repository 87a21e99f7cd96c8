import type { VNode } from "preact";
import { verbs } from "../../storagedb/access/vocabulary";
import type { DatabaseReport } from "../database-report";
import { targetNames, targets } from "../matrix/cells";
import { html } from "./html";
import { allowedTargets } from "./words";

/** Who may do what, a grid for each bucket: four squares for each verb, one for each kind of object. */
export function grids(database: DatabaseReport): VNode {
  const { judged, unjudged, mismatches } = database.oracle;
  const verdict =
    mismatches.length === 0
      ? `All ${judged} answers, asked through the service and in a bare SQL session, are what the stack file says.`
      : `${mismatches.length} of ${judged} answers are not what the stack file says.`;
  return html`<section>
    <h3>Who may do what</h3>
    <p>
      Tried on the embedded database with the storage service's own statements, then rolled back. ${verdict}
      ${unjudged === 0 ? "" : ` ${unjudged} more hang on raw SQL and were not judged.`}
    </p>
    ${
      mismatches.length === 0
        ? ""
        : html`<ul class="bad">
            ${mismatches.map((one) => html`<li>${one}</li>`)}
          </ul>`
    }
    <p class="legend">
      <span class="squares">${targets.map((target, index) => square(true, target, String(index + 1)))}</span>
      <span
        >the four squares: ${targets.map((target, index) => `${index + 1} ${targetNames[target]}`).join(", ")}.</span
      >
      <span><i class="square yes"></i> allowed</span> <span><i class="square"></i> refused</span>
    </p>
    <div class="grids">
      ${database.buckets.map(({ id, public: isPublic }) => grid(database, id, isPublic ? "public" : "private"))}
      ${database.addedBuckets.map(({ id, public: isPublic }) =>
        grid(database, id, `${isPublic ? "public" : "private"}, without a policy; made for this trial only`),
      )}
    </div>
    <p class="note">
      An upload is tried as a new object: at the top, in another user's folder, in the own one, and with metadata. "With
      metadata" has the metadata and the folder that the bucket's policies speak of. * Row-level security does not hold
      for this role. Anyone may download from a public bucket at its public address, past every policy; the grid is
      about requests with a token.
    </p>
  </section>`;
}

function grid(database: DatabaseReport, bucket: string, remark: string): VNode {
  return html`<table class="grid">
    <caption>
      <b>${bucket}</b>
      <span>${remark}</span>
    </caption>
    <thead>
      <tr>
        <th scope="col">who</th>
        ${verbs.map((verb) => html`<th scope="col">${verb}</th>`)}
      </tr>
    </thead>
    <tbody>
      ${database.callers.map(({ name, rights }) => {
        const allowed = allowedTargets(database.matrix, bucket, name);
        const past = rights.unlimited ? "row-level security does not hold for this role" : undefined;
        return html`<tr>
          <th scope="row" title=${past}>${name}${rights.unlimited ? " *" : ""}</th>
          ${verbs.map((verb) => {
            const said = allowed[verb].map((target) => targetNames[target]).join(", ");
            return html`<td aria-label=${said === "" ? "refused" : said}>
              <span class="squares">${targets.map((target) => square(allowed[verb].includes(target), target))}</span>
            </td>`;
          })}
        </tr>`;
      })}
    </tbody>
  </table>`;
}

function square(yes: boolean, target: keyof typeof targetNames, text = ""): VNode {
  const title = `${targetNames[target]}: ${yes ? "allowed" : "refused"}`;
  return html`<i class=${yes ? "square yes" : "square"} title=${title}>${text}</i>`;
}
