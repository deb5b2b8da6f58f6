import type { RunScope } from "../model/run-scope.ts";

interface Waiting {
  readonly id: number;
  readonly intendedAtMs: number;
}

/** Canaries that were sent and are not yet seen in a block. */
export class WaitingCanaries {
  readonly #scope: RunScope;
  readonly #waiting = new Map<string, Waiting>();

  constructor(scope: RunScope) {
    this.#scope = scope;
  }

  add(hash: string, canary: Waiting): void {
    this.#waiting.set(hash, canary);
  }

  all(): readonly Waiting[] {
    return [...this.#waiting.values()];
  }

  /** An observer has the transaction in a block; what is none of ours, or known already, is nothing new. */
  resolve({ hash, block, atMs }: { hash: string; block: string; atMs: number }): void {
    const canary = this.#waiting.get(hash);
    if (canary === undefined) return;
    this.#waiting.delete(hash);
    const latencyMs = atMs - canary.intendedAtMs;
    const resolved = { id: canary.id, hash, outcome: "included", latencyMs, block } as const;
    this.#scope.events.emit({ type: "canary.resolved", source: "observe", ...resolved }, { atMs });
  }

  giveUp(): void {
    for (const [hash, { id }] of this.#waiting) {
      this.#scope.events.emit({ type: "canary.resolved", source: "observe", id, hash, outcome: "given-up" });
    }
    this.#waiting.clear();
  }
}
