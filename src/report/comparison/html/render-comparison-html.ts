// The page of a comparison: the answer first, then how sure it is, then every run.

import type { Comparison } from "../../../model/comparison.ts";
import { html } from "../../html/markup.ts";
import { renderPage } from "../../html/render-page.ts";
import { comparison as comparisonStyle } from "../../html/style/comparison.ts";
import { styleSheet } from "../../html/style/style-sheet.ts";
import { comparisonWord } from "../comparison-status.ts";
import { batchTitle } from "../describe-comparison.ts";
import { batchSection } from "./batch-section.ts";
import { comparisonBanner } from "./comparison-banner.ts";
import { comparedRunsSection, contextSection, guideSection } from "./context-sections.ts";

/** The text of `comparison.html`. */
export function renderComparisonHtml(comparison: Comparison): string {
  const { name, verdict, batches, chaindrillVersion } = comparison;
  return renderPage({
    title: `${comparisonWord[verdict.status].toUpperCase()} ${name} – Chaindrill`,
    style: styleSheet + comparisonStyle,
    header: comparisonBanner(comparison),
    main: html`${contextSection(comparison)}
${batches.map((batch, index) => batchSection(batch, { id: `b${index + 1}`, title: batchTitle(comparison, index) }))}
${comparedRunsSection(comparison)}
${guideSection(comparison)}`,
    footer: html`Drawn by Chaindrill ${chaindrillVersion} from <code>comparison.json</code>.`,
  });
}
