import type { StuckAccount } from "./find-stuck-accounts.ts";

interface Suspicion {
  readonly nonce: number;
  readonly sinceHeight: number;
}

/** A transaction that was on its way to a pool has arrived by then, and one that can be included mostly is. */
const blocksToWait = 2;

/** Tells accounts that stand still while the chain moves from those that were only seen at a bad moment. */
export class StuckWatch {
  #suspicions = new Map<number, Suspicion>();

  /** Those of the accounts that wait for the same nonce as some blocks ago. Accounts not named are suspected no more. */
  confirm(stuck: readonly StuckAccount[], height: number): StuckAccount[] {
    const suspicions = new Map<number, Suspicion>();
    const confirmed: StuckAccount[] = [];
    for (const one of stuck) {
      const before = this.#suspicions.get(one.account);
      const known = before?.nonce === one.nonce ? before : undefined;
      // A chain that went back to a lower block begins anew.
      const sinceHeight = Math.min(known?.sinceHeight ?? height, height);
      suspicions.set(one.account, { nonce: one.nonce, sinceHeight });
      if (height - sinceHeight >= blocksToWait) confirmed.push(one);
    }
    this.#suspicions = suspicions;
    return confirmed;
  }

  /** Accounts that stood still at the last look. */
  get count(): number {
    return this.#suspicions.size;
  }
}
