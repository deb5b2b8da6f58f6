import { z } from "zod";
import { clusterSchema } from "./cluster-schema.ts";
import { planSchema } from "./plan-schema.ts";
import { sloSchema } from "./slo-schema.ts";

export type SchemaName = "plan" | "cluster" | "slo";

/** JSON schemas of the files a user writes, for editors. They say the structure; `chaindrill validate` says the rest. */
export function jsonSchemas(): Readonly<Record<SchemaName, Readonly<Record<string, unknown>>>> {
  const toJson = (schema: z.ZodType, title: string) => ({
    ...z.toJSONSchema(schema, { io: "input", target: "draft-7" }),
    title,
  });
  return {
    plan: toJson(planSchema, "Chaindrill plan"),
    cluster: toJson(clusterSchema, "Chaindrill cluster"),
    slo: toJson(sloSchema, "OpenSLO v1, the subset that Chaindrill judges"),
  };
}
