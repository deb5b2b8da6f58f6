import { describeValue } from "../describe-value.ts";
import type { ChaosKind, FaultFile, SpecContext } from "./chaos-kind.ts";
import type { FaultBody } from "./experiment.ts";

/** Says what a spec of a kind does, with the problems that the kind's own rules and those of all kinds find. */
export function readFault(kind: ChaosKind, spec: FaultFile, context: SpecContext): FaultBody {
  const { path, findings } = context;
  const { duration, remoteCluster } = spec;
  if (remoteCluster !== undefined) {
    findings.error({
      path: [...path, "remoteCluster"],
      message: `expected an experiment of this cluster, found remoteCluster ${describeValue(remoteCluster)}`,
      hint: "Chaos Mesh would not inject it here but in the other cluster; remove the key",
      at: "key",
    });
  }
  return { action: kind.read(spec, context), durationMs: duration, path };
}
