// Every failure a user can meet is a ChaindrillError with an exit code and a hint. "The product failed" is not an
// error but a verdict; these are "the input is wrong", "the environment cannot", "interrupted" and "we are wrong".

/** Exit codes of the command line (the same list is in `chaindrill --help`). */
export const exitCode = {
  pass: 0,
  fail: 1,
  unknown: 2,
  invalidInput: 3,
  environment: 4,
  notSteady: 5,
  interrupted: 6,
  internal: 70,
} as const;

export type ExitCode = (typeof exitCode)[keyof typeof exitCode];

export interface ErrorFacts {
  /** What failed, on what, expected versus got. One or two sentences. */
  readonly message: string;
  /** What to try. */
  readonly hint?: string;
  readonly exitCode: ExitCode;
  readonly cause?: unknown;
}

export class ChaindrillError extends Error {
  readonly exitCode: ExitCode;
  readonly hint: string | undefined;

  constructor(facts: ErrorFacts) {
    super(facts.message, facts.cause === undefined ? undefined : { cause: facts.cause });
    this.name = new.target.name;
    this.exitCode = facts.exitCode;
    this.hint = facts.hint;
  }
}

/** Our own mistake. Stop at once. */
export class InvariantError extends ChaindrillError {
  constructor(message: string) {
    super({
      message: `internal error: ${message}`,
      hint: "This is a bug in Chaindrill; please report it.",
      exitCode: 70,
    });
  }
}

/** The machine, a tool or a permission is missing. Exit 4. */
export class EnvironmentError extends ChaindrillError {
  constructor(facts: Omit<ErrorFacts, "exitCode">) {
    super({ ...facts, exitCode: exitCode.environment });
  }
}

/** A wait ran out of time; says what was awaited and what was last seen. */
export class DeadlineError extends ChaindrillError {
  readonly awaited: string;

  constructor(options: { awaited: string; afterMs: number; lastSeen?: string | undefined; cause?: unknown }) {
    const seen = options.lastSeen === undefined ? "" : `; last seen: ${options.lastSeen}`;
    super({
      message: `waited ${Math.round(options.afterMs)} ms for ${options.awaited}${seen}`,
      exitCode: exitCode.environment,
      cause: options.cause,
    });
    this.awaited = options.awaited;
  }
}

/** The user, a signal or `chaindrill abort` asked to stop. Exit 6. */
export class InterruptedError extends ChaindrillError {
  constructor(reason: string) {
    super({ message: `interrupted: ${reason}`, exitCode: exitCode.interrupted });
  }
}

/** The text of anything thrown, without a stack. */
export function errorText(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
