import { z } from "zod";
import { abPlanSchema } from "./ab/ab-plan-schema.ts";
import { clusterSchema } from "./cluster-schema.ts";
import { planSchema } from "./plan-schema.ts";
import { sloSchemas } from "./slo/slo-schema.ts";

export type SchemaName = "plan" | "ab-plan" | "cluster" | "slo";

/** JSON schemas of the files a user writes, for editors. They say the structure; `chaindrill validate` says the rest. */
export function jsonSchemas(): Readonly<Record<SchemaName, Readonly<Record<string, unknown>>>> {
  const toJson = (schema: z.ZodType, title: string) => ({
    ...z.toJSONSchema(schema, { io: "input", target: "draft-7" }),
    title,
  });
  return {
    plan: toJson(planSchema, "Chaindrill plan"),
    "ab-plan": toJson(abPlanSchema, "Chaindrill plan of kind ab"),
    cluster: toJson(clusterSchema, "Chaindrill cluster"),
    slo: toJson(z.union(Object.values(sloSchemas)), "OpenSLO v1, the subset that Chaindrill judges"),
  };
}
