// The OpenSLO v1 subset that Chaindrill judges: https://github.com/OpenSLO/OpenSLO
// An indicator is a ratio of good to total events counted from the journal over the whole measured span.

/** What an indicator counts. Events are operations of one load, or canaries. */
export type SloSource =
  /** Requests of a load; `method` narrows to one JSON-RPC method. */
  { readonly kind: "load"; readonly load: string; readonly method: string | undefined } | { readonly kind: "canary" };

export interface Slo {
  readonly name: string;
  readonly displayName: string;
  readonly source: SloSource;
  /** An event is good when it ended ok and, if given, within this time from its intended start. */
  readonly latencyMsMax: number | undefined;
  /** Share of good events asked for, in [0, 1). */
  readonly target: number;
  readonly budgeting:
    | { readonly kind: "occurrences" }
    | { readonly kind: "timeslices"; readonly windowMs: number; readonly sliceTarget: number };
  /** Span of the error budget, for burn rates. */
  readonly periodMs: number;
  readonly file: string;
}
