// Judges the run directory it is given, in a process of its own, and says what that cost as one line of JSON.

import { analyze } from "../../src/analysis/analyze.ts";
import { systemClock } from "../../src/base/clock.ts";
import { readRun } from "../../src/journal/read-run.ts";

const startedAtMs = systemClock.nowMs();
const before = process.cpuUsage();
const { result } = analyze(readRun(process.argv[2] ?? ""));
const { user, system } = process.cpuUsage(before);
const operations = result.loads.reduce((sum, load) => sum + load.offered, 0);
const verdicts = result.verdicts
  .filter(({ status }) => status !== "pass" && status !== "skipped")
  .map((one) => `${one.status} ${one.name}: ${one.summary}`);
process.stdout.write(
  `${JSON.stringify({
    operations,
    seconds: (systemClock.nowMs() - startedAtMs) / 1000,
    cpuSeconds: (user + system) / 1e6,
    peakMib: process.resourceUsage().maxRSS / 1024,
    verdicts,
  })}\n`,
);
