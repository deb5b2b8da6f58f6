// Actions that need more of a node than a process: packets, stress, clocks, what passes its RPC port.

import type { FaultAction, Selection, TrafficSides } from "../model/fault.ts";
import type { HttpFault } from "../model/fault-details.ts";
import type { TrafficShape } from "../model/traffic.ts";

const unshaped: TrafficShape = {
  delay: undefined,
  loss: undefined,
  duplicate: undefined,
  corrupt: undefined,
  rateBytesPerSecond: undefined,
  bandwidth: undefined,
};

/** Shapes what the sources send, to the target alone where there is one. */
export function shaping(shape: Partial<TrafficShape>, sides: Partial<TrafficSides> & Pick<TrafficSides, "selection">) {
  const action: FaultAction = {
    kind: "NetworkChaos",
    action: shape.bandwidth === undefined ? "netem" : "bandwidth",
    direction: "to",
    target: undefined,
    externalTargets: [],
    device: "eth0",
    targetDevice: "eth0",
    ...sides,
    shape: { ...unshaped, ...shape },
  };
  return action;
}

export const delayOf = (latencyMs: number, jitterMs = 0): Partial<TrafficShape> => ({
  delay: { latencyMs, jitterMs, correlation: 0, reorder: undefined },
});

export const lossOf = (percent: number): Partial<TrafficShape> => ({ loss: { percent, correlation: 0 } });

/** A token bucket with room for a second. */
export const bandwidthOf = (bytesPerSecond: number): Partial<TrafficShape> => ({
  bandwidth: {
    bytesPerSecond,
    limitBytes: bytesPerSecond,
    bufferBytes: 10_000,
    peakBytesPerSecond: 0,
    minburstBytes: 0,
  },
});

export const clockShift = (selection: Selection, offsetMs: number): FaultAction => ({
  kind: "TimeChaos",
  action: "time",
  selection,
  containerNames: [],
  offsetMs,
  clockIds: ["CLOCK_REALTIME"],
});

export const cpuStress = (selection: Selection, cpu = { workers: 1, load: 50 }): FaultAction => ({
  kind: "StressChaos",
  action: "stress",
  selection,
  containerNames: [],
  stressors: { cpu: { ...cpu, options: [] }, memory: undefined, stressngStressors: undefined },
});

export const memoryStress = (selection: Selection, bytes: number): FaultAction => ({
  kind: "StressChaos",
  action: "stress",
  selection,
  containerNames: [],
  stressors: {
    cpu: undefined,
    memory: { workers: 1, size: { kind: "bytes", bytes }, oomScoreAdj: 0, options: [] },
    stressngStressors: undefined,
  },
});

/** Of JSON-RPC requests on a pod's own port. */
export const httpFault = (selection: Selection, http: Partial<HttpFault>): FaultAction => ({
  kind: "HTTPChaos",
  action: "http",
  selection,
  http: {
    target: "Request",
    match: {
      port: 8545,
      path: undefined,
      method: undefined,
      code: undefined,
      requestHeaders: {},
      responseHeaders: {},
    },
    abort: false,
    delayMs: undefined,
    replace: undefined,
    patch: undefined,
    ...http,
  },
});
