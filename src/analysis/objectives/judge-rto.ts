// RTO: how long from the injection until it was well again, against what the plan asks.

import { assertNever } from "../../base/assert.ts";
import { formatDuration } from "../../base/duration.ts";
import type { Recovery } from "../../model/result.ts";
import type { Verdict } from "../../model/verdict.ts";
import { whyNoBite } from "../experiment/judge-faults.ts";
import type { SubjectRecovery } from "../recovery/recover-fault.ts";
import type { RunView } from "../run-view.ts";
import { type Finding, verdict } from "../verdicts.ts";
import type { FaultWindow } from "../windows.ts";

/** One verdict per fault for the service, and one per node it hit, where the plan sets an objective. */
export function judgeRto(view: RunView, recoveries: ReadonlyMap<string, readonly SubjectRecovery[]>): Verdict[] {
  const { serviceMs, nodeMs } = view.run.plan.objectives.rto;
  return view.windows.faults.flatMap((fault) => {
    const subjects = recoveries.get(fault.name) ?? [];
    const service = subjects.find(({ recovery }) => recovery.subject === "service");
    const nodes = subjects.filter((one) => one !== service);
    return [
      ...(serviceMs === undefined
        ? []
        : [verdict(`rto.${fault.name}.service`, judge({ fault, askedMs: serviceMs, subject: service }))]),
      ...(nodeMs === undefined
        ? []
        : nodes.map((node) =>
            verdict(
              `rto.${fault.name}.node.${node.recovery.subject}`,
              judge({ fault, askedMs: nodeMs, subject: node }),
            ),
          )),
    ];
  });
}

function judge(options: { fault: FaultWindow; askedMs: number; subject: SubjectRecovery | undefined }): Finding {
  const { fault, askedMs, subject } = options;
  const who = subject?.recovery.subject === undefined ? "service" : subject.recovery.subject;
  const asked = `${who} after ${fault.name}: asked <= ${formatDuration(askedMs)} from injection`;
  const noBite = whyNoBite(fault);
  if (noBite !== undefined)
    return { status: "unknown", summary: `${asked}, not known: the fault did not bite, ${noBite}` };
  if (subject === undefined) return { status: "unknown", summary: `${asked}, not known: nothing was observed` };
  const shown = [fault.active?.seq, ...subject.evidence].filter((seq) => seq !== undefined);
  return { ...compare(subject.recovery, { asked, askedMs }), evidence: shown };
}

function compare(recovery: Recovery, { asked, askedMs }: { asked: string; askedMs: number }): Finding {
  switch (recovery.kind) {
    case "no-impact":
      return {
        status: "pass",
        summary: `${asked}, found no impact: it was never unhealthy while the fault was on or after`,
      };
    case "unknown":
      return { status: "unknown", summary: `${asked}, not known: ${recovery.note}` };
    case "censored": {
      const { note, fromInjectionMs } = recovery;
      // A run that is interrupted while there is still time has shown nothing.
      if ((fromInjectionMs ?? 0) <= askedMs) return { status: "unknown", summary: `${asked}, not known: ${note}` };
      return { status: "fail", summary: `${asked}, found no recovery: ${note}` };
    }
    case "recovered": {
      const foundMs = recovery.fromInjectionMs ?? Number.POSITIVE_INFINITY;
      const found = `found ${formatDuration(foundMs)} (+-${formatDuration(recovery.resolutionMs)})`;
      const flapped = recovery.note === null ? "" : `; ${recovery.note}`;
      return { status: foundMs <= askedMs ? "pass" : "fail", summary: `${asked}, ${found}${flapped}` };
    }
    default:
      return assertNever(recovery.kind);
  }
}
