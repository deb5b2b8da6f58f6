import { z } from "zod";
import type { PlannedCheck } from "../../model/plan.ts";
import { positiveDurationMs, spelled } from "../scalar-schemas.ts";

/** "200", or "200-399". */
const statusRange = spelled({
  expected: 'a status code or a range of them in quotes such as "200" or "200-399"',
  parse: (text) => {
    const [, from, to = from] = /^(\d{1,3})(?:-(\d{1,3}))?$/.exec(text) ?? [];
    const [min, max] = [Number(from), Number(to)];
    return from !== undefined && min > 0 && max >= min ? { min, max } : undefined;
  },
});

const httpUrl = spelled({
  expected: 'a URL such as "http://rpc-0:8545/"',
  hint: "with http:// or https:// in front",
  parse: (text) => (/^https?:\/\/[^/]/.test(text) && URL.canParse(text) ? text : undefined),
});

/** https://github.com/chaos-mesh/chaos-mesh/blob/v2.8.3/config/crd/bases/chaos-mesh.org_statuschecks.yaml */
export const statusCheckSpec = z.strictObject({
  mode: z.enum(["Synchronous", "Continuous"]).default("Synchronous"),
  type: z.enum(["HTTP"]),
  duration: positiveDurationMs.optional(),
  timeoutSeconds: z.int().min(1).default(1),
  intervalSeconds: z.int().min(1).default(10),
  failureThreshold: z.int().min(1).default(3),
  successThreshold: z.int().min(1).default(1),
  recordsHistoryLimit: z.int().min(1).max(1000).default(100),
  http: z.strictObject({
    url: httpUrl,
    method: z.enum(["GET", "POST"]).default("GET"),
    headers: z.record(z.string(), z.array(z.string())).default({}),
    body: z.string().default(""),
    criteria: z.strictObject({ statusCode: statusRange }),
  }),
});
export type StatusCheckFile = z.output<typeof statusCheckSpec>;

/** What a StatusCheck asks, and what it takes for an answer. */
export function readStatusCheck(
  spec: StatusCheckFile,
): Omit<PlannedCheck, "name" | "start" | "waitsFor" | "deadlineMs" | "aborts"> {
  const { url, method, headers, body, criteria } = spec.http;
  return {
    mode: spec.mode,
    http: { url, method, headers, body },
    statusMin: criteria.statusCode.min,
    statusMax: criteria.statusCode.max,
    timeoutMs: spec.timeoutSeconds * 1000,
    intervalMs: spec.intervalSeconds * 1000,
    failuresMax: spec.failureThreshold,
    successesMin: spec.successThreshold,
    durationMs: spec.duration,
  };
}
