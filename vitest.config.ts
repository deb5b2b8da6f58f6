import { defineConfig } from "vitest/config";

// Two tiers, named by file: `x.test.ts` needs nothing but Node; `x.real.test.ts` starts real geth, anvil and k6.
// No retries in either: a flake is a bug with a cause.
export default defineConfig({
  test: {
    projects: [
      { test: { name: "unit", include: ["{src,scripts,scenarios}/**/*.test.ts"], exclude: ["**/*.real.test.ts"] } },
      {
        test: {
          name: "real",
          include: ["src/**/*.real.test.ts"],
          globalSetup: ["scripts/test/hold-turn.ts"],
          // After the unit tests, not beside them: what is measured here must have the machine to itself.
          sequence: { groupOrder: 1 },
          testTimeout: 300_000,
          hookTimeout: 120_000,
          fileParallelism: false,
        },
      },
    ],
  },
});
