/** The part of vitest's test modules that is counted. */
export interface CountedModule {
  /** Errors outside any test: a file that cannot be loaded. */
  errors(): readonly unknown[];
  readonly children: { allTests(): Iterable<{ result(): { readonly state: string } }> };
}

export interface Tally {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
}

/** Counts tests; a file that could not be loaded, an error nobody caught and a test without an end count as failed. */
export function countTests(modules: Iterable<CountedModule>, unhandledErrors: number): Tally {
  let passed = 0;
  let failed = unhandledErrors;
  let skipped = 0;
  for (const module of modules) {
    failed += module.errors().length;
    for (const test of module.children.allTests()) {
      const { state } = test.result();
      if (state === "passed") passed += 1;
      else if (state === "skipped") skipped += 1;
      else failed += 1;
    }
  }
  return { passed, failed, skipped };
}

export const formatTally = ({ passed, failed, skipped }: Tally): string =>
  `${passed} passed, ${failed} failed, ${skipped} skipped`;
