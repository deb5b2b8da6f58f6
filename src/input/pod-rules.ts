import type { FaultAction, Selection } from "../model/fault.ts";
import { type PodChaosFile, pauseAnnotation } from "./chaos-schema.ts";
import { describeValue } from "./describe-value.ts";
import type { Findings } from "./findings.ts";

interface PodCheck {
  readonly file: PodChaosFile;
  readonly selection: Selection;
  readonly findings: Findings;
}

/** Reports what is wrong with a PodChaos beyond its structure, and says what it does. */
export function checkPodChaos({ file, selection, findings }: PodCheck): FaultAction {
  const { action, containerNames = [], gracePeriod } = file.spec;
  if (action !== "pod-kill" && gracePeriod !== undefined) {
    findings.warn({
      path: ["spec", "gracePeriod"],
      message: `expected gracePeriod only with pod-kill, found it with ${action}: it is ignored`,
      at: "key",
    });
  }
  if (action !== "pod-failure") checkOneShot({ file, findings });
  switch (action) {
    case "pod-kill":
      return { kind: "PodChaos", action, selection, gracePeriodMs: (gracePeriod ?? 0) * 1000 };
    case "pod-failure":
      return { kind: "PodChaos", action, selection };
    case "container-kill":
      if (containerNames.length === 0) {
        findings.error({
          path: ["spec", "containerNames"],
          message: "expected containerNames with container-kill, found none",
          hint: "name the container, which is the client's name unless the cluster file says otherwise: [geth]",
        });
      }
      return { kind: "PodChaos", action, selection, containerNames };
  }
}

/**
 * Chaos Mesh's controller leaves one-shot experiments running whatever their duration or pause annotation says.
 * https://github.com/chaos-mesh/chaos-mesh/blob/v2.8.3/controllers/common/desiredphase/controller.go
 */
function checkOneShot({ file, findings }: Omit<PodCheck, "selection">): void {
  const { action, duration } = file.spec;
  if (duration !== undefined) {
    findings.warn({
      path: ["spec", "duration"],
      message: `expected no duration with ${action}, found one: it happens once, and the duration is ignored`,
      hint: "remove it, or use pod-failure to keep the pod down for a time",
    });
  }
  const pause = file.metadata.annotations?.[pauseAnnotation];
  if (pause === "true") {
    findings.error({
      path: ["metadata", "annotations", pauseAnnotation],
      message: `expected no pause annotation with ${action}, found ${describeValue(pause)}: Chaos Mesh injects it all the same`,
      hint: "one-shot faults cannot be paused; do not create the experiment, or use pod-failure",
    });
  }
}
