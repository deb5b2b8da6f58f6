// `report.html` of a run: the answer first, then what it rests on.

import type { Result } from "../../model/result.ts";
import { banner, keyNumberSection } from "./banner.ts";
import { environmentSection } from "./environment-section.ts";
import { faultSection } from "./fault-section.ts";
import { loadSection } from "./load-section.ts";
import { html } from "./markup.ts";
import { metricSection } from "./metric-section.ts";
import { renderPage } from "./render-page.ts";
import { sloSection } from "./slo-section.ts";
import { styleSheet } from "./style/style-sheet.ts";
import { timelineSection } from "./timeline-section.ts";
import { verdictSection } from "./verdict-section.ts";

/** The text of `report.html`. */
export function renderHtml(result: Result): string {
  const { run, verdict } = result;
  return renderPage({
    title: `${verdict.status.toUpperCase()} ${run.plan} – Chaindrill`,
    style: styleSheet,
    header: banner(result),
    main: html`${keyNumberSection(result)}
${verdictSection(result.verdicts)}
${timelineSection(result)}
${faultSection(result)}
${loadSection(result)}
${sloSection(result)}
${metricSection(result)}
${environmentSection(result)}`,
    footer: html`Drawn by Chaindrill ${run.chaindrillVersion} from <code>result.json</code> of run ${run.id}.`,
  });
}
