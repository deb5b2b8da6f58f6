import type { Chart } from "./charts/chart.ts";
import type { Canvas, Width } from "./charts/frame.ts";
import { renderSvg } from "./charts/svg.ts";
import { html, type Markup, none } from "./markup.ts";
import { prose } from "./prose.ts";

export interface Drawings<C extends Canvas> {
  /** The page shows the one that fits. */
  readonly canvases: readonly C[];
  /** For the page's script: where the time axis lies. Only drawings that have one. */
  readonly place?: (canvas: C) => string;
}

/** A chart with its title, its caption in words, and its legend. */
export function figure<C extends Canvas>(chart: Chart<C>, { canvases, place }: Drawings<C>): Markup {
  const legend = html`<ul class="legend" aria-hidden="true" style="--left:${legendIndent(canvases)}">${chart.legend.map(
    (entry) => html`<li><i class="${entry.look}" style="--c:${entry.color}">${entry.mark ?? ""}</i>${entry.label}</li>`,
  )}</ul>`;
  return html`<figure><figcaption><h3 id="chart-${chart.id}">${chart.title}</h3><p id="about-${chart.id}">${prose(chart.caption)}</p></figcaption>
${canvases.map((canvas) => drawing({ chart, canvas, place: place?.(canvas) }))}
${chart.legend.length === 0 ? none : legend}</figure>
`;
}

/** Under the plot, not under the names of its rows; on a phone the style sheet takes it back. */
const legendIndent = ([wide]: readonly Canvas[]): string =>
  wide === undefined ? "0" : `${((wide.leftPx / wide.widthPx) * 100).toFixed(1)}%`;

function drawing<C extends Canvas>(options: { chart: Chart<C>; canvas: C; place: string | undefined }): Markup {
  const { chart, canvas, place } = options;
  const id: `${string}-${Width}` = `${chart.id}-${canvas.width}`;
  const heightPx = typeof chart.heightPx === "number" ? chart.heightPx : chart.heightPx(canvas);
  const svg = renderSvg({ id, widthPx: canvas.widthPx, heightPx, option: chart.option(canvas) });
  return html`<div class="chart ${canvas.width}" role="img" aria-labelledby="chart-${chart.id}" aria-describedby="about-${chart.id}"${place === undefined ? none : html` data-place="${place}"`}>${svg}</div>
`;
}
