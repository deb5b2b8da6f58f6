import type { Clock } from "../base/clock.ts";
import type { ExitCode } from "../base/errors.ts";
import type { RunEvent } from "../model/event.ts";
import type { BackendFacts } from "../model/node.ts";
import type { Plan } from "../model/plan.ts";
import type { Result } from "../model/result.ts";
import type { MachineFacts } from "../platform/machine.ts";
import type { ResolvedTools } from "../platform/tools/resolve-tools.ts";
import type { MachineParts } from "./machine-parts.ts";

export interface RunRequest {
  readonly plan: Plan;
  /** Transactions are signed as for this one, which offers more and for longer, so that several runs can use them. */
  readonly signFor?: Plan;
  readonly tools: ResolvedTools;
  readonly parts: MachineParts;
  /** Of the plan's backend, as it was found when the plan was accepted. */
  readonly facts: BackendFacts;
  readonly machine: MachineFacts;
  readonly runsDir: string;
  readonly stateDir: string;
  readonly cacheDir: string;
  readonly argv: readonly string[];
  readonly commit: string | null;
  readonly version: string;
  readonly clock: Clock;
  /** Aborted by signals, by `chaindrill abort`, by a full disk: whoever ends the run early. */
  readonly abort: AbortController;
  /** A secret that the cluster file names, such as a private key; undefined where there is none. Never kept. */
  readonly secretOf?: (name: string) => string | undefined;
  readonly onEvent: (event: RunEvent) => void;
  readonly progress: (line: string) => void;
}

export interface RunOutcome {
  readonly dir: string;
  readonly result: Result;
  readonly exitCode: ExitCode;
  /** What ended the run early, if anything did. */
  readonly error: Error | undefined;
}
