// A page is one file that needs nothing else. Its content security policy lets it load nothing from anywhere, so it is
// safe to open and to attach, whatever the nodes wrote into their error messages.

import { createHash } from "node:crypto";
import { html, Markup } from "./markup.ts";
import { pageScript } from "./page-script.ts";

export interface PageParts {
  readonly title: string;
  readonly style: string;
  readonly header: Markup;
  readonly main: Markup;
  readonly footer: Markup;
}

/** The text of a page. */
export function renderPage({ title, style, header, main, footer }: PageParts): string {
  const scriptDigest = createHash("sha256").update(pageScript).digest("base64");
  const policy = `default-src 'none'; style-src 'unsafe-inline'; script-src 'sha256-${scriptDigest}'; base-uri 'none'; form-action 'none'`;
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${title}</title>
<style>${new Markup(style)}</style>
</head>
<body>
${header}
<main>
${main}
</main>
<footer><p>${footer}</p></footer>
<script>${new Markup(pageScript)}</script>
</body>
</html>
`.text;
}
