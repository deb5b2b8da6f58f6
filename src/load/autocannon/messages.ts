// What the harness and the process of a closed load say to each other, over a channel that carries JSON.

import type { Outcome } from "../../model/event.ts";
import type { LoadSample } from "../sample-seconds.ts";

export interface SaturationOrder {
  readonly type: "begin";
  readonly load: string;
  /** Where its operations go: `load/<name>.ndjson.gz` of the run directory. */
  readonly file: string;
  readonly urls: readonly string[];
  /** In all, spread over the URLs. */
  readonly connections: number;
  readonly pipelining: number;
  readonly mix: Readonly<Record<string, number>>;
  readonly requestTimeoutMs: number;
  readonly durationMs: number;
  readonly seed: number;
  /** The same moment on the wall clock and on the run's, which the process does not have. */
  readonly moment: { readonly wallMs: number; readonly runMs: number };
}

export type SaturationCommand = SaturationOrder | { readonly type: "stop" };

export type SaturationTotals = Readonly<Record<Outcome, number>>;

export type SaturationReport =
  | { readonly type: "begun" }
  | { readonly type: "second"; readonly sample: LoadSample }
  /** All is on disk. */
  | { readonly type: "ended"; readonly totals: SaturationTotals }
  | { readonly type: "failed"; readonly error: string };
