// `report.html`: one file that needs nothing else. Its content security policy lets it load nothing from anywhere, so
// it is safe to open and to attach, whatever the nodes wrote into their error messages.

import { createHash } from "node:crypto";
import type { Result } from "../../model/result.ts";
import { banner, keyNumberSection } from "./banner.ts";
import { environmentSection } from "./environment-section.ts";
import { faultSection } from "./fault-section.ts";
import { loadSection, sloSection } from "./load-section.ts";
import { html, Markup } from "./markup.ts";
import { pageScript } from "./page-script.ts";
import { styleSheet } from "./style/style-sheet.ts";
import { timelineSection } from "./timeline-section.ts";
import { verdictSection } from "./verdict-section.ts";

/** The text of `report.html`. */
export function renderHtml(result: Result): string {
  const scriptDigest = createHash("sha256").update(pageScript).digest("base64");
  const policy = `default-src 'none'; style-src 'unsafe-inline'; script-src 'sha256-${scriptDigest}'; base-uri 'none'; form-action 'none'`;
  const page = html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${result.verdict.status.toUpperCase()} ${result.run.plan} – Chaindrill</title>
<style>${new Markup(styleSheet)}</style>
</head>
<body>
${banner(result)}
<main>
${keyNumberSection(result)}
${verdictSection(result.verdicts)}
${timelineSection(result)}
${faultSection(result)}
${loadSection(result)}
${sloSection(result)}
${environmentSection(result)}
</main>
<footer><p>Drawn by Chaindrill ${result.run.chaindrillVersion} from <code>result.json</code> of run ${result.run.id}.</p></footer>
<script>${new Markup(pageScript)}</script>
</body>
</html>
`;
  return page.text;
}
