// Scalars of input files: text in, a typed value out, and one sentence for what was expected.

import { z } from "zod";
import { parseDurationMs } from "../base/duration.ts";
import { parseWei } from "../base/wei.ts";
import { describeValue } from "./describe-value.ts";

interface Spelling<T> {
  /** A noun phrase with an example: `a duration such as "30s"`. */
  readonly expected: string;
  readonly hint?: string;
  /** Undefined when the text is no such thing. */
  readonly parse: (text: string) => T | undefined;
}

/** A string that stands for something else. */
export function spelled<T>({ expected, hint, parse }: Spelling<T>) {
  return z
    .string({ error: (issue) => `expected ${expected}, found ${describeValue(issue.input)}` })
    .meta({ description: expected })
    .transform((text, context): T => {
      const value = parse(text);
      if (value !== undefined) return value;
      context.addIssue({
        code: "custom",
        message: `expected ${expected}, found ${describeValue(text)}`,
        params: { hint },
      });
      return z.NEVER;
    });
}

const goUnits = "Go durations: a number and ns, us, ms, s, m or h, such as 500ms, 30s or 1m30s";

/** Go duration of at least 0, as milliseconds. */
export const durationMs = spelled({
  expected: 'a duration such as "30s"',
  hint: goUnits,
  parse: (text) => atLeast(parseDurationMs(text), 0),
});

/** Go duration above 0, as milliseconds. */
export const positiveDurationMs = spelled({
  expected: 'a duration above zero such as "30s"',
  hint: goUnits,
  parse: (text) => {
    const ms = parseDurationMs(text);
    return ms !== undefined && ms > 0 ? ms : undefined;
  },
});

const atLeast = (value: number | undefined, least: number) =>
  value !== undefined && value >= least ? value : undefined;

const parseRate = (text: string): number | undefined => {
  const match = /^(\d+(?:\.\d+)?)\/(s|m)$/.exec(text);
  return match === null ? undefined : Number(match[1]) / (match[2] === "m" ? 60 : 1);
};

/** "40/s" or "30/m", as events per second. */
export const ratePerSecond = spelled({
  expected: 'a rate such as "40/s"',
  hint: "write the number of starts per second (40/s) or per minute (30/m)",
  parse: parseRate,
});

/** A rate above zero. */
export const positiveRatePerSecond = spelled({
  expected: 'a rate above zero such as "40/s"',
  hint: "write the number of starts per second (40/s) or per minute (30/m)",
  parse: (text) => {
    const rate = parseRate(text);
    return rate !== undefined && rate > 0 ? rate : undefined;
  },
});

/** https://kubernetes.io/docs/concepts/overview/working-with-objects/names/ */
export const dnsLabel = spelled({
  expected: "a DNS-1123 label: at most 63 of a-z, 0-9 and -, with a letter or digit at both ends",
  hint: "use lower-case letters, digits and hyphens",
  parse: (text) => (/^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$/.test(text) ? text : undefined),
});

export const dnsSubdomain = spelled({
  expected: "a DNS-1123 name: at most 253 of a-z, 0-9, - and ., with a letter or digit at both ends",
  hint: "use lower-case letters, digits, hyphens and dots",
  parse: (text) =>
    text.length <= 253 && /^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/.test(text)
      ? text
      : undefined,
});

export const stringMap = z.record(z.string(), z.string());

export const nonEmptyText = spelled({
  expected: "a text that is not empty",
  parse: (text) => (text.trim() === "" ? undefined : text),
});

/** "1eth", "0.5eth", "30gwei", as wei. */
export const amountWei = spelled({
  expected: 'an amount such as "0.5eth"',
  hint: "write a number and eth, gwei or wei",
  parse: parseWei,
});

/** A name, not the value itself, which a message must not repeat: a private key is longer than such a name may be. */
export const environmentName = z.string().refine((text) => /^[A-Za-z_][A-Za-z0-9_]{0,39}$/.test(text), {
  error: "expected the name of an environment variable, such as FUNDING_KEY, found a text that is none",
});
