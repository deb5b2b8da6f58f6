// One chart option to one piece of SVG, without a browser. Colours are CSS variables, so that the page's light and
// dark schemes apply to charts too.

import { CustomChart, LineChart, ScatterChart } from "echarts/charts";
import { GridComponent, MarkAreaComponent } from "echarts/components";
import { type EChartsCoreOption, init, use } from "echarts/core";
import { SVGRenderer } from "echarts/renderers";
import { Markup } from "../markup.ts";

use([LineChart, ScatterChart, CustomChart, GridComponent, MarkAreaComponent, SVGRenderer]);

export interface SvgFrame {
  /** Unique on the page: prefix of the ids inside. */
  readonly id: string;
  readonly widthPx: number;
  readonly heightPx: number;
  readonly option: EChartsCoreOption;
}

/** Draws the chart; the same option gives the same bytes, in any process. */
export function renderSvg(frame: SvgFrame): Markup {
  const size = { width: frame.widthPx, height: frame.heightPx };
  const chart = init(null, null, { renderer: "svg", ssr: true, ...size });
  try {
    chart.setOption({ ...frame.option, animation: false });
    return new Markup(tidy(chart.renderToSVGString(), frame));
  } finally {
    chart.dispose();
  }
}

/**
 * echarts numbers its ids and classes over the life of the process, sets a fixed size, and adds what only its own
 * browser code reads. Text cannot match: its quotes and angle brackets are escaped.
 */
function tidy(svg: string, frame: SvgFrame): string {
  return svg
    .replace(/<svg [^>]*>/, `<svg viewBox="0 0 ${frame.widthPx} ${frame.heightPx}" aria-hidden="true">`)
    .replace(/<style ?>[\s\S]*?<\/style>/g, "")
    .replace(/<rect [^>]*fill="none"><\/rect>\n?/, "")
    .replace(/ (?:class="zr[^"]*"|ecmeta_\w+="[^"]*"|pointer-events="[^"]*")/g, "")
    .replace(/(id="|url\(#)zr\d+-/g, `$1${frame.id}-`)
    .replace(/\n+/g, "\n");
}
