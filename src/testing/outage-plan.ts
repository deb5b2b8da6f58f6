import path from "node:path";
import { loadCluster } from "../input/load-cluster.ts";
import type { Plan } from "../model/plan.ts";
import { readTextNowIfThere } from "../platform/files.ts";
import { samplePlan } from "./sample-plan.ts";

/** The real five-signer cluster, no load, no fault of its own, and the defaults of a plan for everything else. */
export function outagePlan(): Plan {
  const file = path.resolve(import.meta.dirname, "..", "..", "fixtures", "clusters", "clique-5.cluster.yaml");
  const loaded = loadCluster({ file, readFile: readTextNowIfThere });
  if (!loaded.ok) throw new Error(`${file} is not valid`);
  const plan = samplePlan();
  const through = loaded.value.nodes.filter((node) => node.role === "rpc").map((node) => node.id);
  return {
    ...plan,
    name: "known-outages",
    cluster: loaded.value,
    steady: { forMs: 8000, withinMs: 60_000 },
    // Canaries are made for this long: twenty outages and what lies between them.
    measureMs: 900_000,
    recovery: { holdMs: 3000, withinMs: 60_000 },
    canary: { ...plan.canary, through },
  };
}
