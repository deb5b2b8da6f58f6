import type { Result } from "../../model/result.ts";
import { faultCard } from "./fault-card.ts";
import { lossTable } from "./loss-table.ts";
import { html, type Markup } from "./markup.ts";

/** Every fault with the recovery of the service and of each node, then what was lost. */
export function faultSection(result: Result): Markup {
  const faults =
    result.faults.length === 0
      ? html`<p class="empty">No fault was injected.</p>`
      : result.faults.map((fault, index) => faultCard(result, { fault, mark: `F${index + 1}` }));
  return html`<section aria-labelledby="faults"><h2 id="faults">Faults and recovery</h2>
${faults}
${lossTable(result)}</section>`;
}
