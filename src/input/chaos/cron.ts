// The times of a Schedule, as robfig/cron v3 reads them: https://pkg.go.dev/github.com/robfig/cron/v3#hdr-CRON_Expression_Format

import { parseDurationMs } from "../../base/duration.ts";
import { spelled } from "../scalar-schemas.ts";

export type ScheduleTimes =
  | { readonly kind: "every"; readonly everyMs: number }
  /** By the clock on the wall. */
  | { readonly kind: "cron"; readonly text: string };

const months = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
const days = ["sun", "mon", "tue", "wed", "thu", "fri", "sat"];

interface Field {
  readonly min: number;
  readonly max: number;
  /** The first stands for `min`. */
  readonly words?: readonly string[];
}

const second: Field = { min: 0, max: 59 };
const fields: readonly Field[] = [
  { min: 0, max: 59 },
  { min: 0, max: 23 },
  { min: 1, max: 31 },
  { min: 1, max: 12, words: months },
  { min: 0, max: 6, words: days },
];

const descriptor = /^@(yearly|annually|monthly|weekly|daily|midnight|hourly)$/;

/** The times of a schedule; undefined when the text is none that Chaos Mesh takes. */
function parseTimes(given: string): ScheduleTimes | undefined {
  const text = given.trim();
  const every = /^@every\s+(\S+)$/.exec(text)?.[1];
  if (every !== undefined) {
    const ms = parseDurationMs(every);
    // Whole seconds, and one at least: https://pkg.go.dev/github.com/robfig/cron/v3#Every
    return ms === undefined || ms <= 0
      ? undefined
      : { kind: "every", everyMs: Math.max(1, Math.floor(ms / 1000)) * 1000 };
  }
  const words = text.replace(/^(CRON_)?TZ=\S+\s+/, "").split(/\s+/);
  const wanted = words.length === 6 ? [second, ...fields] : fields;
  const fits = words.length === wanted.length && wanted.every((field, index) => isField(words[index] ?? "", field));
  return descriptor.test(text) || fits ? { kind: "cron", text } : undefined;
}

/** Ranges with steps, split by commas: `*`, `1-5`, `*\/10`, `mon,wed`. */
function isField(text: string, { min, max, words = [] }: Field): boolean {
  const numberOf = (word: string): number => {
    const position = words.indexOf(word.toLowerCase());
    return position >= 0 ? position + min : /^\d+$/.test(word) ? Number(word) : Number.NaN;
  };
  return text.split(",").every((part) => {
    const [, range = "", step] = /^([^/]+)(?:\/(\d+))?$/.exec(part) ?? [];
    if (step !== undefined && Number(step) < 1) return false;
    if (range === "*" || range === "?") return true;
    const bounds = range.split("-").map(numberOf);
    const [from = Number.NaN, to = from] = bounds;
    return bounds.length <= 2 && from >= min && to <= max && from <= to;
  });
}

export const scheduleTimes = spelled({
  expected: 'the times of a schedule such as "@every 30s" or "0 3 * * *"',
  hint: "five fields (minute hour day month weekday), or six with seconds in front, or @every and a duration",
  parse: parseTimes,
});
