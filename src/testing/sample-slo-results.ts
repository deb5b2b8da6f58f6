// The service levels of the sample result, with the alerts that they would have raised.

import type { SloResult } from "../model/result.ts";

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;

/** Missed: most of what went wrong did so in the outage, and a quick alert would have told. */
export const readsSlo = (): SloResult => ({
  name: "rpc.availability",
  displayName: "Reads answered within 500 ms",
  good: 13_930,
  total: 14_200,
  share: 13_930 / 14_200,
  target: 0.99,
  budgetSpent: 0.031,
  faults: [
    { fault: "majority-outage", good: 6_240, total: 6_500, budgetSpent: 0.02985 },
    { fault: "split", good: 5_490, total: 5_500, budgetSpent: 0.00115 },
  ],
  alerts: [
    {
      severity: "page",
      longMs: minuteMs,
      shortMs: 5_000,
      factor: 4,
      firesAtMs: 31_200,
      resolvesAtMs: 57_400,
      note: "burns 4.3 of 4 at most",
    },
    {
      severity: "page",
      longMs: hourMs,
      shortMs: 5 * minuteMs,
      factor: 14.4,
      firesAtMs: null,
      resolvesAtMs: null,
      note: "burns 0.8 of 14.4 at most",
    },
    {
      severity: "ticket",
      longMs: 24 * hourMs,
      shortMs: 2 * hourMs,
      factor: 3,
      firesAtMs: null,
      resolvesAtMs: null,
      note: "burns 0.1 of 3 at most",
    },
  ],
});

/** Kept: half of the canaries may be late. */
export const canarySlo = (): SloResult => ({
  name: "canary",
  displayName: "Canary included within 5 s",
  good: 271,
  total: 320,
  share: 271 / 320,
  target: 0.5,
  budgetSpent: 0.00002,
  faults: [
    { fault: "majority-outage", good: 63, total: 110, budgetSpent: 0.00002 },
    { fault: "split", good: 108, total: 110, budgetSpent: 0 },
  ],
  alerts: [],
});
