// AlertPolicy and AlertCondition of OpenSLO: burn rates over one look-back window, judged over the run's own events.

import type { BurnRateAlert } from "../../model/slo.ts";
import type { Placed, SloDocuments } from "./slo-documents.ts";
import type { AlertConditionSpec, AlertPolicySpec, SloFile } from "./slo-schema.ts";

/** The alerts of an SLO's policies, inline or by reference. */
export function readAlerts(slo: Placed<SloFile>, documents: SloDocuments): BurnRateAlert[] {
  return slo.value.spec.alertPolicies.flatMap((policy, index) => {
    const at = ["spec", "alertPolicies", index];
    if ("spec" in policy) return readPolicy({ ...slo, value: policy.spec, path: [...at, "spec"] }, documents);
    const reference = { ...slo, value: policy.alertPolicyRef, path: [...at, "alertPolicyRef"] };
    const found = documents.follow("AlertPolicy", reference);
    return found === undefined ? [] : readPolicy({ ...found, value: found.value.spec, path: ["spec"] }, documents);
  });
}

/** A policy's conditions; what the harness does not do with them is said as a warning. */
export function readPolicy(policy: Placed<AlertPolicySpec>, documents: SloDocuments): BurnRateAlert[] {
  const { value, findings, path } = policy;
  if (value.notificationTargets !== undefined) {
    findings.warn({
      path: [...path, "notificationTargets"],
      message: "expected nobody to be notified by a drill, found notificationTargets: they are not used",
      hint: "when the alert would have fired stands in the result",
      at: "key",
    });
  }
  return value.conditions.flatMap((condition, index) => {
    const at = [...path, "conditions", index];
    if ("spec" in condition) return readCondition({ ...policy, value: condition.spec, path: [...at, "spec"] });
    const reference = { ...policy, value: condition.conditionRef, path: [...at, "conditionRef"] };
    const found = documents.follow("AlertCondition", reference);
    return found === undefined ? [] : readCondition({ ...found, value: found.value.spec, path: ["spec"] });
  });
}

/** A condition as the judge needs it: its one window stands for both. */
export function readCondition({ value, findings, path }: Placed<AlertConditionSpec>): BurnRateAlert[] {
  const { severity, condition } = value;
  const { op, threshold, lookbackWindow, alertAfter = 0 } = condition;
  if (op === "lt" || op === "lte") {
    findings.error({
      path: [...path, "condition", "op"],
      message: `expected gte or gt for a burn rate, found "${op}"`,
      hint: "a budget that burns slowly needs no alert",
    });
    return [];
  }
  return [{ severity, longMs: lookbackWindow, shortMs: lookbackWindow, factor: threshold, holdMs: alertAfter }];
}
