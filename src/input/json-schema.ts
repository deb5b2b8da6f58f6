import { z } from "zod";
import { abPlanSchema } from "./ab/ab-plan-schema.ts";
import { manifestSchema } from "./chaos/manifest-schema.ts";
import { clusterSchema } from "./cluster-schema.ts";
import { planSchema } from "./plan-schema.ts";
import { sloSchemas } from "./slo/slo-schema.ts";

export type SchemaName = "plan" | "ab-plan" | "cluster" | "slo" | "manifest";

/** JSON schemas of the files a user writes, for editors. They say the structure; `chaindrill validate` says the rest. */
export function jsonSchemas(): Readonly<Record<SchemaName, Readonly<Record<string, unknown>>>> {
  // What a manifest says in many places is said once; the others are short enough to be read as they are.
  const toJson = (schema: z.ZodType, title: string, reused: "inline" | "ref" = "inline") => ({
    ...z.toJSONSchema(schema, { io: "input", target: "draft-7", reused }),
    title,
  });
  return {
    plan: toJson(planSchema, "Chaindrill plan"),
    "ab-plan": toJson(abPlanSchema, "Chaindrill plan of kind ab"),
    cluster: toJson(clusterSchema, "Chaindrill cluster"),
    manifest: toJson(manifestSchema(), "Chaos Mesh 2.8 experiment, as Chaindrill reads it", "ref"),
    slo: toJson(z.union(Object.values(sloSchemas)), "OpenSLO v1, the subset that Chaindrill judges"),
  };
}
