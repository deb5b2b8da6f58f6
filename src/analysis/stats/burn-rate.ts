// How fast an outage spends the error budget, and when burn-rate alerts notice: Google SRE workbook, chapter 5,
// "Multiwindow, Multi-Burn-Rate Alerts" (https://sre.google/workbook/alerting-on-slos/). An alert is on while the error
// ratio over both its windows is at least factor * (1 - target). All times follow for a step from no errors to a
// constant error ratio; the delays of scraping, of rule evaluation and of `for` come on top and are not counted here.

import { assert } from "../../base/assert.ts";

export interface BurnRateAlert {
  readonly severity: "page" | "ticket";
  readonly longMs: number;
  /** A twelfth of the long window; it ends the alert soon after the errors end. */
  readonly shortMs: number;
  /** Share of the period's budget that is spent when errors of exactly this rate fill the long window. */
  readonly budgetShare: number;
  /** How many times faster than evenly over the period the budget is spent. */
  readonly factor: number;
}

export interface ErrorStep {
  readonly alert: BurnRateAlert;
  /** Share of good events asked for, in [0, 1). */
  readonly target: number;
  /** Share of bad events while the errors last, in (0, 1]. */
  readonly errorRatio: number;
}

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;
/** The workbook's windows are meant for periods of four weeks or a month; its table is for thirty days. */
const workbookPeriodMs = 30 * dayMs;
const workbookPeriodMsMin = 28 * dayMs;

const workbookAlerts = [
  { severity: "page", longMs: hourMs, budgetShare: 0.02 },
  { severity: "page", longMs: 6 * hourMs, budgetShare: 0.05 },
  { severity: "ticket", longMs: dayMs, budgetShare: 0.1 },
  { severity: "ticket", longMs: 3 * dayMs, budgetShare: 0.1 },
] as const;

/**
 * The workbook's four alerts for an SLO period. From four weeks on the windows are the published ones and the factors
 * follow the period; below that the windows shrink with the period, so that a test of an hour has alerts of its own.
 */
export function burnRateAlerts(periodMs: number): BurnRateAlert[] {
  assert(periodMs > 0, `an SLO period of ${periodMs} ms`);
  const scale = periodMs < workbookPeriodMsMin ? periodMs / workbookPeriodMs : 1;
  return workbookAlerts.map(({ severity, longMs, budgetShare }) => ({
    severity,
    longMs: longMs * scale,
    shortMs: (longMs * scale) / 12,
    budgetShare,
    factor: (budgetShare * periodMs) / (longMs * scale),
  }));
}

/** Time from the first error until the alert is on, when the errors last that long; undefined when it never comes on. */
export function detectAfterMs(step: ErrorStep): number | undefined {
  const threshold = thresholdOf(step);
  // The long window decides: it takes twelve times as long to fill as the short one.
  return step.errorRatio < threshold ? undefined : (step.alert.longMs * threshold) / step.errorRatio;
}

/** Time from the last error until the alert is off again; undefined when it never came on. */
export function resetAfterMs(step: ErrorStep): number | undefined {
  const threshold = thresholdOf(step);
  return step.errorRatio < threshold ? undefined : step.alert.shortMs * (1 - threshold / step.errorRatio);
}

/** The error budget of a period as time of full outage. */
export function budgetMs(objective: { readonly target: number; readonly periodMs: number }): number {
  assertTarget(objective.target);
  return (1 - objective.target) * objective.periodMs;
}

/** Share of the period's error budget that one outage spends; above 1 it spends more than there is. */
export function budgetSpentByOutage(outage: {
  readonly durationMs: number;
  readonly errorRatio: number;
  readonly target: number;
  readonly periodMs: number;
}): number {
  assertErrorRatio(outage.errorRatio);
  return (outage.durationMs * outage.errorRatio) / budgetMs(outage);
}

/** How many faults a period's budget pays for when each takes the whole recovery time that is allowed. */
export function allowedFaultsPerPeriod(plan: {
  readonly rtoMs: number;
  readonly errorRatio: number;
  readonly target: number;
  readonly periodMs: number;
}): number {
  return Math.floor(1 / budgetSpentByOutage({ ...plan, durationMs: plan.rtoMs }));
}

function thresholdOf({ alert, target, errorRatio }: ErrorStep): number {
  assertTarget(target);
  assertErrorRatio(errorRatio);
  return alert.factor * (1 - target);
}

/** A target of 1 leaves no budget, and nothing to divide by; OpenSLO does not allow it either. */
function assertTarget(target: number): void {
  assert(target >= 0 && target < 1, `a target of ${target} is outside [0, 1)`);
}

function assertErrorRatio(errorRatio: number): void {
  assert(errorRatio > 0 && errorRatio <= 1, `an error ratio of ${errorRatio} is outside (0, 1]`);
}
