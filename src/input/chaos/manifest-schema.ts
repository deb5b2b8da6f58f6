import { z } from "zod";
import { envelope } from "./common-schema.ts";
import { faultKinds } from "./fault-kinds.ts";
import { scheduleSpec, workflowSpec } from "./orchestration-schema.ts";
import { otherKinds } from "./other-kinds.ts";

/** The structure of a document of any kind; what it means is read kind by kind. */
export function manifestSchema(): z.ZodType {
  return z.union([
    ...faultKinds.map(({ kind, spec }) => envelope(kind, spec)),
    envelope("Schedule", scheduleSpec),
    envelope("Workflow", workflowSpec),
    ...Object.entries(otherKinds).map(([kind, spec]) => envelope(kind, spec)),
  ]);
}
