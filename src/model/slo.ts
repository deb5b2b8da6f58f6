// The OpenSLO v1 subset that Chaindrill judges: https://github.com/OpenSLO/OpenSLO
// An indicator is a ratio of good to total events counted from the journal over the whole measured span.

/** What an indicator counts. Events are operations of one load, or canaries. */
export type SloSource =
  /** Requests of a load; `method` narrows to one JSON-RPC method. */
  { readonly kind: "load"; readonly load: string; readonly method: string | undefined } | { readonly kind: "canary" };

/**
 * What spends the budget. occurrences: each bad event. timeslices: each slice in which fewer than `sliceTarget` of the
 * events were good. seconds: each whole second in which fewer than `goodMin` events were good, a floor for throughput.
 */
export type SloBudgeting =
  | { readonly kind: "occurrences" }
  | { readonly kind: "timeslices"; readonly windowMs: number; readonly sliceTarget: number }
  | { readonly kind: "seconds"; readonly goodMin: number };

/** An alert fires while the error budget burns faster than `factor` over both windows. */
export interface BurnRateAlert {
  readonly severity: "page" | "ticket";
  readonly longMs: number;
  /** Makes it resolve soon; the same as `longMs` for an alert of one window. */
  readonly shortMs: number;
  readonly factor: number;
  /** How long it must have been so. */
  readonly holdMs: number;
}

export interface Slo {
  readonly name: string;
  readonly displayName: string;
  readonly source: SloSource;
  /** An event is good when it ended ok and, if given, within this time from its intended start. */
  readonly latencyMsMax: number | undefined;
  /** Exactly `latencyMsMax`, or `goodMin`, is no longer good: OpenSLO's `lt` and `gt`. Absent: it still is. */
  readonly exclusive?: true;
  /** Share of good events asked for, in [0, 1). */
  readonly target: number;
  readonly budgeting: SloBudgeting;
  /** Span of the error budget, for burn rates. */
  readonly periodMs: number;
  /** Of the SLO's alert policies. Absent: the four of the SRE workbook, scaled to the period. */
  readonly alerts?: readonly BurnRateAlert[];
  readonly file: string;
}
