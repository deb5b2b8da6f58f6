// The faults of the sample result, and what followed from them.

import type { FaultResult, Recovery } from "../model/result.ts";

/** Three of five signers fail for 30 s: the chain halts, and goes on when they are back. */
export function majorityOutage(): FaultResult {
  const targets = ["signer-2", "signer-3", "signer-4"];
  return {
    name: "majority-outage",
    faultType: "PodChaos/pod-failure",
    experiment: "three-signers-fail",
    targets,
    peers: [],
    requestedAtMs: 21_000,
    activeAtMs: 21_400,
    revertedAtMs: 51_900,
    injectionMs: 400,
    bit: "yes",
    why: null,
    recoveries: [
      recovery("service", { impactAtMs: 24_500, recoveredAtMs: 56_000, activeAtMs: 21_400, revertedAtMs: 51_900 }),
      ...targets.map((subject, index) =>
        recovery(subject, {
          impactAtMs: 21_400,
          recoveredAtMs: 56_300 + index * 600,
          activeAtMs: 21_400,
          revertedAtMs: 51_900,
        }),
      ),
    ],
    sensitivity: { scoreMs: 8_412, infinite: false, direction: "slower", before: 30, under: 70 },
    reorgDepthMax: 0,
  };
}

/** Two signers are cut off for 20 s; the majority goes on, so the service feels nothing. */
export function split(): FaultResult {
  const times = { impactAtMs: 91_000, activeAtMs: 86_200, revertedAtMs: 106_700 };
  return {
    name: "split",
    faultType: "NetworkChaos/partition",
    experiment: "split-3-2",
    targets: ["signer-3", "signer-4"],
    peers: ["signer-0", "signer-1", "signer-2", "rpc-0"],
    requestedAtMs: 86_000,
    activeAtMs: 86_200,
    revertedAtMs: 106_700,
    injectionMs: 200,
    bit: "yes",
    why: null,
    recoveries: [
      {
        ...recovery("service", { ...times, recoveredAtMs: 86_200 }),
        kind: "no-impact",
        impactAtMs: null,
        recoveredAtMs: null,
        fromInjectionMs: null,
        fromImpactMs: null,
        fromClearingMs: null,
        unavailableMs: 0,
      },
      recovery("signer-3", { ...times, recoveredAtMs: 113_000 }),
      recovery("signer-4", { ...times, recoveredAtMs: 114_100 }),
    ],
    sensitivity: { scoreMs: 8_412, infinite: false, direction: "slower", before: 30, under: 70 },
    reorgDepthMax: 2,
  };
}

function recovery(
  subject: string,
  times: { impactAtMs: number; recoveredAtMs: number; activeAtMs: number; revertedAtMs: number },
): Recovery {
  return {
    subject,
    kind: "recovered",
    impactAtMs: times.impactAtMs,
    recoveredAtMs: times.recoveredAtMs,
    fromInjectionMs: times.recoveredAtMs - times.activeAtMs,
    fromImpactMs: times.recoveredAtMs - times.impactAtMs,
    fromClearingMs: times.recoveredAtMs - times.revertedAtMs,
    unavailableMs: times.recoveredAtMs - times.impactAtMs,
    resolutionMs: 250,
    note: null,
  };
}
