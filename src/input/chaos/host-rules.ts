// Rules of Chaos Mesh's webhooks for IOChaos and JVMChaos: which field an action cannot do without.
// https://github.com/chaos-mesh/chaos-mesh/blob/v2.8.3/api/v1alpha1/iochaos_webhook.go and jvmchaos_webhook.go

import type { SpecContext } from "./chaos-kind.ts";
import type { IoChaosFile, JvmChaosFile } from "./host-chaos.ts";

/** Reports what an action of IOChaos lacks. */
export function checkIoChaos(spec: IoChaosFile, context: SpecContext): void {
  const { action, errno } = spec;
  const needed = { latency: "delay", fault: "errno", attrOverride: "attr", mistake: "mistake" } as const;
  checkNeeded({ spec, action, needs: [needed[action]] }, context);
  if (action !== "fault" || errno !== 0) return;
  context.findings.error({
    path: [...context.path, "errno"],
    message: "expected the number of an error with action fault, found 0, which is none",
    hint: "such as 5 for EIO, or 28 for ENOSPC",
  });
}

/** Reports what an action of JVMChaos lacks. */
export function checkJvmChaos(spec: JvmChaosFile, context: SpecContext): void {
  const { action } = spec;
  checkNeeded({ spec, action, needs: jvmNeeds[action] }, context);
  const { path, findings } = context;
  if (action === "stress") checkJvmStress(spec, context);
  if (action === "mysql" && spec.latency === undefined && spec.exception === undefined) {
    findings.error({ path: [...path, "action"], message: "expected latency or exception with mysql, found neither" });
  }
  const version = spec.mysqlConnectorVersion;
  if (action !== "mysql" || version === undefined || ["5", "8"].includes(version)) return;
  findings.error({
    path: [...path, "mysqlConnectorVersion"],
    message: `expected "5" or "8", found ${JSON.stringify(version)}`,
  });
}

const jvmNeeds: Readonly<Record<JvmChaosFile["action"], readonly string[]>> = {
  latency: ["class", "method", "latency"],
  return: ["class", "method", "returnValue"],
  exception: ["class", "method", "exception"],
  stress: [],
  gc: [],
  ruleData: ["ruleData"],
  mysql: ["mysqlConnectorVersion"],
};

function checkJvmStress({ cpuCount, memType }: JvmChaosFile, { path, findings }: SpecContext): void {
  const [onCpu, onMemory] = [(cpuCount ?? 0) > 0, (memType ?? "") !== ""];
  if (onCpu !== onMemory) return;
  const found = onCpu ? "both" : "neither";
  findings.error({
    path: [...path, "action"],
    message: `expected either cpuCount or memType with stress, found ${found}`,
  });
}

function checkNeeded(
  asked: { spec: Readonly<Record<string, unknown>>; action: string; needs: readonly string[] },
  { path, findings }: SpecContext,
): void {
  const missing = asked.needs.filter((key) => !asked.spec[key] && asked.spec[key] !== 0);
  if (missing.length === 0) return;
  findings.error({
    path: [...path, "action"],
    message: `expected ${missing.join(" and ")} beside action ${asked.action}, found none`,
  });
}
