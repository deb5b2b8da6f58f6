// What only one place may do, with what to do instead. Exceptions are data, each with its reason.

export interface BannedCall {
  readonly name: string;
  readonly pattern: RegExp;
  /** Modules, folders or files under src where it belongs; `*-main.ts` is any file with that ending. */
  readonly allowedIn: readonly string[];
  readonly instead: string;
  /** Whether tests may do it too. */
  readonly inTests: boolean;
}

export interface BannedImport {
  readonly specifiers: readonly string[];
  readonly allowedIn: readonly string[];
  readonly instead: string;
  readonly inTests: boolean;
}

export interface Exception {
  readonly file: string;
  readonly name: string;
  readonly reason: string;
}

/** Programs of their own, started as child processes or worker threads: they have no caller to throw to. */
const ownPrograms = ["*-main.ts", "testing/fixtures"];

export const bannedCalls: readonly BannedCall[] = [
  {
    name: "process.exit",
    pattern: /\bprocess\.exit(?:Code)?\b/,
    allowedIn: ["cli", ...ownPrograms],
    instead: "throw a ChaindrillError with the exit code; cli turns it into one",
    inTests: false,
  },
  {
    name: "process.env",
    pattern: /\bprocess\.env\b/,
    allowedIn: ["cli", ...ownPrograms],
    instead: "take the value as an option; cli reads the environment",
    inTests: true,
  },
  {
    name: "console",
    pattern: /\bconsole\.\w+/,
    allowedIn: ["cli", ...ownPrograms],
    instead: "emit an event or call the progress option",
    inTests: false,
  },
  {
    name: "wall clock",
    pattern: /\bDate\.now\b|\bnew Date\(\s*\)|\bperformance\.now\b/,
    allowedIn: ["base", "testing/fixtures"],
    instead: "use the Clock of RunScope or of the options",
    inTests: false,
  },
  {
    name: "timer",
    pattern: /\b(?:setTimeout|setInterval)\b|\bAbortSignal\.timeout\b/,
    allowedIn: ["base", "testing/fixtures"],
    instead: "use Clock.sleep, Clock.after or Clock.every; in tests await an event or poll with a deadline",
    inTests: false,
  },
  {
    name: "setImmediate",
    pattern: /\bsetImmediate\b/,
    allowedIn: ["base", "testing"],
    instead: "use Clock.sleep(0), or await what you wait for",
    inTests: true,
  },
  {
    name: "Math.random",
    pattern: /\bMath\.random\b/,
    allowedIn: ["base"],
    instead: "use the seeded Random of RunScope, so that the run can be repeated",
    inTests: false,
  },
];

export const bannedImports: readonly BannedImport[] = [
  {
    specifiers: ["node:fs", "node:fs/promises"],
    allowedIn: ["platform", "journal", "testing"],
    instead: "use platform/files.ts; add a primitive there if you miss one",
    inTests: true,
  },
  {
    specifiers: ["node:child_process"],
    allowedIn: ["platform/processes.ts"],
    instead: "use startProcess or runProgram of platform/processes.ts",
    inTests: true,
  },
  {
    specifiers: ["node:timers", "node:timers/promises", "timers"],
    allowedIn: ["base", "testing"],
    instead: "use the Clock",
    inTests: false,
  },
  {
    specifiers: ["fs", "fs/promises", "child_process", "path", "os", "crypto", "http", "net"],
    allowedIn: [],
    instead: "write the node: prefix",
    inTests: false,
  },
];

export const exceptions: readonly Exception[] = [
  {
    file: "src/platform/processes.ts",
    name: "process.env",
    reason: "A child inherits the harness's environment; here the run's marks are added to it.",
  },
  {
    file: "src/testing/real-tools.ts",
    name: "process.env",
    reason: "Tests have no command line that reads the environment for them.",
  },
  {
    file: "src/testing/missing-for-pods.ts",
    name: "process.env",
    reason: "Tests have no command line that reads the environment for them.",
  },
];
