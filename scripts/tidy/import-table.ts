// Who may import whom, as data; ARCHITECTURE.md shows the same table. Type imports count.

export interface ImportRule {
  /** Modules under src, besides itself. */
  readonly modules: readonly string[];
  readonly packages: readonly string[];
}

const pure = ["base", "model"];
const effects = [...pure, "platform"];

export const importTable: Readonly<Record<string, ImportRule>> = {
  base: { modules: [], packages: [] },
  model: { modules: ["base"], packages: ["zod"] },
  platform: { modules: pure, packages: ["log-update", "testcontainers"] },
  input: { modules: pure, packages: ["yaml", "zod"] },
  cluster: { modules: effects, packages: ["ethers"] },
  chaos: { modules: effects, packages: [] },
  load: { modules: effects, packages: ["autocannon", "ethers", "secp256k1"] },
  observe: { modules: effects, packages: [] },
  journal: { modules: pure, packages: [] },
  analysis: { modules: pure, packages: ["hdr-histogram-js"] },
  report: { modules: pure, packages: ["echarts", "hdr-histogram-js", "junit-report-builder"] },
  run: {
    modules: [...effects, "input", "cluster", "chaos", "load", "observe", "journal", "analysis", "report"],
    // The lease of a run is a stored file that nobody but run/safety reads, so its schema lives there and not in model.
    packages: ["zod"],
  },
  cli: { modules: [...effects, "input", "run", "journal", "report"], packages: ["commander"] },
  testing: {
    modules: [
      ...effects,
      "input",
      "cluster",
      "chaos",
      "load",
      "observe",
      "journal",
      "analysis",
      "report",
      "run",
      "cli",
    ],
    packages: ["ethers", "secp256k1", "yaml", "zod", "fast-check", "vitest"],
  },
};

/** What test files may import besides what their module may. */
export const testExtras: ImportRule = { modules: ["testing"], packages: ["vitest", "fast-check"] };
