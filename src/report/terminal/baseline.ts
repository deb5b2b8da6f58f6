// What `chaindrill baseline` says of many nights: what each metric was, how candidates compared, and where it broke.

import type { Baseline } from "../../model/baseline.ts";
import { formatRatio } from "../comparison/describe-comparison.ts";
import { describeMetric, formatDifference, type MetricUnit } from "../describe-metric.ts";
import { formatNumberOf, notMeasured } from "../format.ts";
import { startTime } from "../start-time.ts";
import { levelSparkline } from "./level-sparkline.ts";
import { type Line, piece, renderLine, tableLines } from "./line.ts";
import type { Style } from "./style.ts";

/** Where the trend of one metric broke; what `trendOf` in analysis finds. */
export interface ShownTrend {
  readonly name: string;
  readonly isLongEnough: boolean;
  readonly points: readonly { readonly recordedAt: string }[];
  readonly changes: readonly {
    readonly index: number;
    readonly recordedAt: string;
    readonly commit: string | null;
    readonly meanBefore: number;
    readonly meanAfter: number;
    readonly direction: "worse" | "better";
  }[];
}

export interface BaselineTerminalOptions {
  readonly style: Style;
  readonly trends: readonly ShownTrend[];
  /** Nights of a sparkline at most, the newest. */
  readonly nightsMax?: number;
}

const nightsMaxByDefault = 60;

/** The text about a baseline, with a line feed at its end. */
export function renderBaselineTerminal(baseline: Baseline, options: BaselineTerminalOptions): string {
  const { style, trends, nightsMax = nightsMaxByDefault } = options;
  const blocks = [
    headline(baseline),
    metricLines(baseline, { trends, nightsMax }),
    changeLines(baseline, trends),
    nightLines(baseline),
  ].filter((block) => block.length > 0);
  const whole = { columns: Number.MAX_SAFE_INTEGER, style };
  return `${blocks.map((block) => block.map((line) => renderLine(line, whole)).join("\n")).join("\n\n")}\n`;
}

function headline({ name, nights, environment }: Baseline): Line[] {
  const [first, last] = [nights[0], nights.at(-1)];
  const aa = nights.filter(({ isAa }) => isAa).length;
  const span =
    first === undefined || last === undefined
      ? "nothing was recorded"
      : `${startTime(first.recordedAt)} to ${startTime(last.recordedAt)}, ${formatNumberOf(aa, "A/A night")} of them`;
  return [
    [piece(name, "bold"), piece(`  ${formatNumberOf(nights.length, "night")}, ${span}`)],
    [piece(`${environment.scenario}; ${environment.backend} backend; ${environment.machine}`, "dim")],
  ];
}

interface Kind {
  readonly name: string;
  readonly title: string;
  readonly unit: MetricUnit;
  readonly scale: "ratio" | "difference";
}

const kindsOf = ({ nights }: Baseline): Kind[] => [
  ...new Map(nights.flatMap(({ metrics }) => metrics.map((metric) => [metric.name, metric] as const))).values(),
];

function metricLines(
  baseline: Baseline,
  { trends, nightsMax }: { trends: readonly ShownTrend[]; nightsMax: number },
): Line[] {
  const nights = baseline.nights.slice(-nightsMax);
  const rows = kindsOf(baseline).map((kind): Line => {
    const found = nights.map(({ metrics }) => metrics.find(({ name }) => name === kind.name));
    const changes = trends.find(({ name }) => name === kind.name)?.changes ?? [];
    const broken = new Set(changes.map(({ recordedAt }) => recordedAt));
    const marks = nights.map(({ recordedAt }) => broken.has(recordedAt));
    const last = found.at(-1);
    return [
      piece(kind.title),
      { text: levelSparkline(found.map((one) => one?.median ?? null)) },
      piece(
        last === undefined ? notMeasured : describeMetric({ ...kind, value: last.median, censored: isUnseen(last) }),
      ),
      {
        text: levelSparkline(
          found.map((one) => one?.effect ?? null),
          marks,
        ),
        look: broken.size > 0 ? "yellow" : undefined,
      },
      piece(last === undefined ? notMeasured : describeEffect(last.effect, kind)),
    ];
  });
  if (rows.length === 0) return [];
  const [left, right] = [
    (title: string) => ({ title, align: "left" as const }),
    (title: string) => ({ title, align: "right" as const }),
  ];
  return tableLines([left("metric"), left("medians"), right("last"), left("effects"), right("last")], rows);
}

const isUnseen = ({ median, censored }: { median: number | null; censored: number }): boolean =>
  median === null && censored > 0;

function describeEffect(effect: number | null, { scale, unit }: Kind): string {
  if (effect === null) return notMeasured;
  return scale === "ratio" ? formatRatio(effect) : formatDifference(effect, unit);
}

/** Each change in a sentence, and for which metrics there are too few nights to look. */
function changeLines(baseline: Baseline, trends: readonly ShownTrend[]): Line[] {
  const titles = new Map(kindsOf(baseline).map(({ name, title }) => [name, title]));
  const changes = trends.flatMap(({ name, changes }) =>
    changes.map((change): Line => {
      const commit = change.commit === null ? "" : `, commit ${change.commit}`;
      const ratios = `effect ${formatRatio(change.meanBefore)} before, ${formatRatio(change.meanAfter)} since`;
      return [
        piece(`| ${change.direction}`, change.direction === "worse" ? "red" : "green"),
        piece(`  ${titles.get(name) ?? name}: since ${startTime(change.recordedAt)}${commit}; ${ratios}`),
      ];
    }),
  );
  const short = trends.filter(({ isLongEnough }) => !isLongEnough);
  if (short.length === 0) return changes;
  const nights = Math.max(...short.map(({ points }) => points.length));
  const said = `too few nights to look for changes: ${formatNumberOf(nights, "comparison")} at most for ${formatNumberOf(short.length, "metric")}`;
  return [...changes, [piece(said, "dim")]];
}

const nightsShown = 10;

function nightLines({ nights }: Baseline): Line[] {
  const rows = nights
    .slice(-nightsShown)
    .map(
      (night): Line => [
        piece(startTime(night.recordedAt)),
        piece(night.commit ?? notMeasured),
        piece(String(night.runs.length)),
        piece(String(night.invalid.length)),
        piece([...(night.isAa ? ["A/A"] : []), ...(night.note === null ? [] : [night.note])].join(", ")),
      ],
    );
  if (rows.length === 0) return [];
  const columns = [
    { title: "night", align: "left" },
    { title: "commit", align: "left" },
    { title: "runs", align: "right" },
    { title: "left out", align: "right" },
    { title: "note", align: "left" },
  ] as const;
  return tableLines(columns, rows);
}
