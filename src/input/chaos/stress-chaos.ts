import { z } from "zod";
import type { Stressors } from "../../model/fault-details.ts";
import { nonEmptyText, spelled } from "../scalar-schemas.ts";
import type { ChaosKind, SpecContext } from "./chaos-kind.ts";
import { readSelection } from "./chaos-kind.ts";
import { containerFaultShape } from "./common-schema.ts";

/**
 * As docker/go-units' FromHumanSize, which Chaos Mesh reads it with: powers of 1000, also where it says KiB. Or a whole
 * percentage of the memory there is. The text is kept for messages.
 */
const memorySize = spelled({
  expected: 'an amount of memory such as "256MB" or "50%"',
  hint: "a number and B, kB, MB, GB, TB or PB, or a whole number and %",
  parse: (text): { text: string; size: NonNullable<Stressors["memory"]>["size"] } | undefined => {
    const share = /^(\d+)%$/.exec(text);
    if (share !== null) {
      const percent = Number(share[1]);
      return percent <= 100 ? { text, size: { kind: "percent", percent } } : undefined;
    }
    const amount = /^(\d+(?:\.\d+)?) ?(?:([kmgtp])(?:i?b)?|b)?$/i.exec(text);
    if (amount === null) return undefined;
    const power = " kmgtp".indexOf((amount[2] ?? " ").toLowerCase());
    return { text, size: { kind: "bytes", bytes: Math.floor(Number(amount[1]) * 1000 ** power) } };
  },
});

const workers = z.int().min(1).max(8192);

export const stressChaosSpec = z.strictObject({
  ...containerFaultShape,
  stressors: z
    .strictObject({
      cpu: z
        .strictObject({ workers, load: z.int().min(0).max(100).default(100), options: z.array(z.string()).default([]) })
        .optional(),
      memory: z
        .strictObject({
          workers,
          size: memorySize.optional(),
          oomScoreAdj: z.int().min(-1000).max(1000).default(0),
          options: z.array(z.string()).default([]),
        })
        .optional(),
    })
    .optional(),
  stressngStressors: nonEmptyText.optional(),
});
type StressChaosFile = z.output<typeof stressChaosSpec>;

/** https://chaos-mesh.org/docs/simulate-heavy-stress-on-kubernetes/ */
export const stressChaos: ChaosKind = {
  kind: "StressChaos",
  block: "stressChaos",
  spec: stressChaosSpec,
  read(spec: StressChaosFile, context) {
    checkStressors(spec, context);
    const { cpu, memory } = spec.stressors ?? {};
    return {
      kind: "StressChaos",
      action: "stress",
      selection: readSelection(spec, context),
      containerNames: spec.containerNames ?? [],
      stressors: {
        cpu,
        memory: memory && { ...memory, size: memory.size?.size },
        stressngStressors: spec.stressngStressors,
      },
    };
  },
};

function checkStressors({ stressors, stressngStressors }: StressChaosFile, { path, findings }: SpecContext): void {
  const none = stressors === undefined || (stressors.cpu === undefined && stressors.memory === undefined);
  if (none && (stressngStressors === undefined || stressors !== undefined)) {
    findings.error({
      path: [...path, "stressors"],
      message: "expected stressors.cpu, stressors.memory or stressngStressors, found none",
      hint: "such as stressors: { cpu: { workers: 1, load: 80 } }",
    });
  } else if (!none && stressngStressors !== undefined) {
    findings.warn({
      path: [...path, "stressors"],
      message: "expected either stressors or stressngStressors, found both: stressors is ignored",
      at: "key",
    });
  }
  const size = stressors?.memory?.size?.text;
  if (size === undefined || !/ib$/i.test(size)) return;
  findings.warn({
    path: [...path, "stressors", "memory", "size"],
    message: `expected an amount in powers of 1000, found "${size}": Chaos Mesh reads its unit as one of them`,
    hint: `write ${size.replace(/ib$/i, "B")}, which is the same to it`,
  });
}
