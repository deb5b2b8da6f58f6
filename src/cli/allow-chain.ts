import type { Plan } from "../model/plan.ts";

/** The plan with its external network allowed, where `--allow-chain` names exactly that chain. */
export function allowChain(plan: Plan, chainId: number | undefined): Plan {
  const { cluster } = plan;
  if (cluster.external === undefined || cluster.chainId !== chainId) return plan;
  return { ...plan, cluster: { ...cluster, external: { ...cluster.external, allowed: true } } };
}
