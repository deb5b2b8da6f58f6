// Texts by which Chaos Mesh hands numbers to tc(8).

import { parseDurationMs } from "../../base/duration.ts";
import { spelled } from "../scalar-schemas.ts";

/** A number from 0 to 100. */
export const percent = spelled({
  expected: 'a percentage in quotes from 0 to 100 such as "25"',
  parse: (text) => (/^\d+(\.\d+)?$/.test(text) && Number(text) <= 100 ? Number(text) : undefined),
});

/** As the CRD's pattern; a single number and unit. The text is kept: Chaos Mesh compares it. */
export const latency = spelled({
  expected: 'a latency of one number and unit such as "500ms"',
  hint: "several units (1s500ms) are not accepted here",
  parse: (text) =>
    /^[0-9]+(\.[0-9]+)?(ns|us|ms|s|m|h)$/.test(text) ? { text, ms: parseDurationMs(text) ?? 0 } : undefined,
});

const powers = ["", "k", "m", "g", "t"];

/** tc's units: bit counts bits, bps counts bytes, and k is 1000. The text is kept for messages. */
export const trafficRate = spelled({
  expected: 'a rate such as "1mbit"',
  hint: "a whole number and bit, kbit, mbit, gbit or tbit (bps, kbps, ... are bytes per second)",
  parse: (text) => {
    const [, number, prefix = "", unit = ""] = /^(\d+)([kmgt]?)(bit|bps)$/i.exec(text) ?? [];
    if (number === undefined) return undefined;
    const perSecond = Number(number) * 1000 ** powers.indexOf(prefix.toLowerCase());
    return { text, bytesPerSecond: unit.toLowerCase() === "bit" ? perSecond / 8 : perSecond };
  },
});
