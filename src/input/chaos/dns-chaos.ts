import { z } from "zod";
import type { ChaosKind } from "./chaos-kind.ts";
import { readSelection } from "./chaos-kind.ts";
import { containerFaultShape } from "./common-schema.ts";

export const dnsChaosSpec = z.strictObject({
  action: z.enum(["error", "random"]),
  ...containerFaultShape,
  patterns: z.array(z.string()).default([]),
});
type DnsChaosFile = z.output<typeof dnsChaosSpec>;

/** https://chaos-mesh.org/docs/simulate-dns-chaos-on-kubernetes/ */
export const dnsChaos: ChaosKind = {
  kind: "DNSChaos",
  block: "dnsChaos",
  spec: dnsChaosSpec,
  read(spec: DnsChaosFile, context) {
    for (const [index, pattern] of spec.patterns.entries()) {
      if (/^[^*\s]*\*?$/.test(pattern) && pattern !== "") continue;
      context.findings.error({
        path: [...context.path, "patterns", index],
        message: `expected a name with ? for one character and * at its end only, found ${JSON.stringify(pattern)}`,
        hint: "such as chaos-mesh.*, or github.?om",
      });
    }
    return {
      kind: "DNSChaos",
      action: spec.action,
      selection: readSelection(spec, context),
      containerNames: spec.containerNames ?? [],
      patterns: spec.patterns,
    };
  },
};
