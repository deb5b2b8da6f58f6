import { z } from "zod";
import { parseDurationMs } from "../../base/duration.ts";
import { clockIds } from "../../model/fault-details.ts";
import { spelled } from "../scalar-schemas.ts";
import type { ChaosKind } from "./chaos-kind.ts";
import { readSelection } from "./chaos-kind.ts";
import { containerFaultShape } from "./common-schema.ts";

const offsetMs = spelled({
  expected: 'an offset such as "-10m"',
  hint: "a Go duration, with - in front for the past: -10m, 1h30m, 500ms",
  parse: parseDurationMs,
});

export const timeChaosSpec = z.strictObject({
  ...containerFaultShape,
  timeOffset: offsetMs,
  clockIds: z.array(z.enum(clockIds)).default([]),
});
type TimeChaosFile = z.output<typeof timeChaosSpec>;

/** https://chaos-mesh.org/docs/simulate-time-chaos-on-kubernetes/ */
export const timeChaos: ChaosKind = {
  kind: "TimeChaos",
  block: "timeChaos",
  spec: timeChaosSpec,
  read(spec: TimeChaosFile, context) {
    if (spec.timeOffset === 0) {
      context.findings.error({
        path: [...context.path, "timeOffset"],
        message: "expected an offset other than zero, found one that moves no clock",
      });
    }
    return {
      kind: "TimeChaos",
      action: "time",
      selection: readSelection(spec, context),
      containerNames: spec.containerNames ?? [],
      offsetMs: spec.timeOffset,
      clockIds: spec.clockIds.length === 0 ? ["CLOCK_REALTIME"] : [...new Set(spec.clockIds)],
    };
  },
};
