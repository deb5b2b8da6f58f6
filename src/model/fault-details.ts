// The particulars of the faults that are neither of pods nor of packets. Semantics follow Chaos Mesh 2.8.3.

/** https://chaos-mesh.org/docs/simulate-heavy-stress-on-kubernetes/ */
export interface Stressors {
  readonly cpu:
    | {
        readonly workers: number;
        /** Percent of one core that each worker takes, 0 to 100. */
        readonly load: number;
        /** Further arguments for stress-ng. */
        readonly options: readonly string[];
      }
    | undefined;
  readonly memory:
    | {
        readonly workers: number;
        /** Of all workers together, in bytes, or a share of the machine's memory. Undefined: as much as there is. */
        readonly size:
          | { readonly kind: "bytes"; readonly bytes: number }
          | { readonly kind: "percent"; readonly percent: number }
          | undefined;
        readonly oomScoreAdj: number;
        readonly options: readonly string[];
      }
    | undefined;
  /** stress-ng's own command line; wins over the others. */
  readonly stressngStressors: string | undefined;
}

/** Clocks of clock_gettime(2) that TimeChaos may move. */
export const clockIds = [
  "CLOCK_REALTIME",
  "CLOCK_MONOTONIC",
  "CLOCK_PROCESS_CPUTIME_ID",
  "CLOCK_THREAD_CPUTIME_ID",
  "CLOCK_MONOTONIC_RAW",
  "CLOCK_REALTIME_COARSE",
  "CLOCK_MONOTONIC_COARSE",
  "CLOCK_BOOTTIME",
  "CLOCK_REALTIME_ALARM",
  "CLOCK_BOOTTIME_ALARM",
] as const;
export type ClockId = (typeof clockIds)[number];

/** https://chaos-mesh.org/docs/simulate-http-chaos-on-kubernetes/ */
export interface HttpFault {
  readonly target: "Request" | "Response";
  /** What is meant: all that are set must fit. */
  readonly match: {
    readonly port: number;
    /** May hold the wildcards * and ?. */
    readonly path: string | undefined;
    readonly method: string | undefined;
    /** Of the response. */
    readonly code: number | undefined;
    readonly requestHeaders: Readonly<Record<string, string>>;
    readonly responseHeaders: Readonly<Record<string, string>>;
  };
  /** The connection is closed instead. */
  readonly abort: boolean;
  readonly delayMs: number | undefined;
  readonly replace:
    | {
        readonly path: string | undefined;
        readonly method: string | undefined;
        readonly code: number | undefined;
        /** Base64 in the manifest, bytes here. */
        readonly body: Uint8Array | undefined;
        readonly queries: Readonly<Record<string, string>>;
        readonly headers: Readonly<Record<string, string>>;
      }
    | undefined;
  readonly patch:
    | {
        /** JSON that is merged into the body (RFC 7396). */
        readonly bodyJson: string | undefined;
        readonly queries: readonly (readonly [string, string])[];
        readonly headers: readonly (readonly [string, string])[];
      }
    | undefined;
}
