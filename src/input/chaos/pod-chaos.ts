import { z } from "zod";
import type { FaultAction } from "../../model/fault.ts";
import type { ChaosKind, SpecContext } from "./chaos-kind.ts";
import { readSelection } from "./chaos-kind.ts";
import { containerFaultShape, pauseAnnotation } from "./common-schema.ts";

export const podChaosSpec = z.strictObject({
  action: z.enum(["pod-kill", "pod-failure", "container-kill"]),
  ...containerFaultShape,
  gracePeriod: z.int().min(0).optional(),
});
type PodChaosFile = z.output<typeof podChaosSpec>;

/** https://chaos-mesh.org/docs/simulate-pod-chaos-on-kubernetes/ */
export const podChaos: ChaosKind = {
  kind: "PodChaos",
  block: "podChaos",
  spec: podChaosSpec,
  read(spec: PodChaosFile, context): FaultAction {
    const { action, containerNames = [], gracePeriod } = spec;
    const { path, findings } = context;
    const selection = readSelection(spec, context);
    if (action !== "pod-kill" && gracePeriod !== undefined) {
      findings.warn({
        path: [...path, "gracePeriod"],
        message: `expected gracePeriod only with pod-kill, found it with ${action}: it is ignored`,
        at: "key",
      });
    }
    if (action !== "pod-failure") checkOneShot(spec, context);
    switch (action) {
      case "pod-kill":
        return { kind: "PodChaos", action, selection, gracePeriodMs: (gracePeriod ?? 0) * 1000 };
      case "pod-failure":
        return { kind: "PodChaos", action, selection };
      case "container-kill":
        if (containerNames.length === 0) {
          findings.error({
            path: [...path, "containerNames"],
            message: "expected containerNames with container-kill, found none",
            hint: "name the container, which is the client's name unless the cluster file says otherwise: [geth]",
          });
        }
        return { kind: "PodChaos", action, selection, containerNames };
    }
  },
};

/**
 * Chaos Mesh's controller leaves one-shot experiments running whatever their duration or pause annotation says.
 * https://github.com/chaos-mesh/chaos-mesh/blob/v2.8.3/controllers/common/desiredphase/controller.go
 */
function checkOneShot({ action, duration }: PodChaosFile, { path, paused, findings }: SpecContext): void {
  if (duration !== undefined) {
    findings.warn({
      path: [...path, "duration"],
      message: `expected no duration with ${action}, found one: it happens once, and the duration is ignored`,
      hint: "remove it, or use pod-failure to keep the pod down for a time",
    });
  }
  if (!paused) return;
  findings.error({
    path: ["metadata", "annotations", pauseAnnotation],
    message: `expected no pause annotation with ${action}, found "true": Chaos Mesh injects it all the same`,
    hint: "one-shot faults cannot be paused; do not create the experiment, or use pod-failure",
  });
}
