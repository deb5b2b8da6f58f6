// Looks after the nonces of every load that sends transactions, from its start to the drain's end: after each fault, and
// every few seconds in between. During a fault nothing is sent again as long as a node does not answer: it may have all.

import type { Teardown } from "../base/teardown.ts";
import { NonceKeeper } from "../load/nonces/nonce-keeper.ts";
import { SubmittedNonces } from "../load/nonces/submitted-nonces.ts";
import type { RunEvent } from "../model/event.ts";
import type { StartedCluster } from "../model/node.ts";
import type { Operation } from "../model/operation.ts";
import type { RunScope } from "../model/run-scope.ts";
import { createRpcClient } from "../platform/rpc.ts";
import type { PreparedTransactions } from "./prepare-transactions.ts";

const lookEveryMs = 3000;
const lastLookEveryMs = 500;
const answerWithinMs = 5000;
const stopWithinMs = 6000;
/** The last looks go on for so many blocks: some to be certain of a gap, some to see it closed, for several gaps. */
const lastBlocks = 12;

export interface KeptNonces {
  /** Called with every operation of a load as it ends. */
  take(load: string, operation: Operation): void;
  /** After the last transaction: helps every account that still waits, and returns when none does or it took too long. */
  finish(): Promise<void>;
}

/** Starts looking; the undo is pushed first. */
export function keepNonces(options: {
  prepared: Pick<PreparedTransactions, "corpora">;
  cluster: StartedCluster;
  listen: (listener: (event: RunEvent) => void) => void;
  scope: RunScope;
  teardown: Teardown;
}): KeptNonces {
  const { prepared, cluster, listen, scope, teardown } = options;
  const resources = new DisposableStack();
  const clients = cluster.nodes.map(({ endpoints }) =>
    resources.use(createRpcClient({ url: endpoints.rpcUrl, timeoutMs: answerWithinMs, clock: scope.clock })),
  );
  const submitted = new Map([...prepared.corpora].map(([load, corpus]) => [load, new SubmittedNonces(corpus)]));
  const keepers = [...prepared.corpora].map(([load, corpus]) => {
    const own = submitted.get(load) ?? new SubmittedNonces(corpus);
    const { events, sinceStartMs } = scope;
    return new NonceKeeper({ load, corpus, submitted: own, clients, events, sinceStartMs });
  });
  const looks = new Looks(keepers);
  const stop = async () => {
    resources.dispose();
    await looks.end();
  };
  teardown.push({ what: "stopping the look at the nonces", withinMs: stopWithinMs, undo: stop });
  if (keepers.length > 0) {
    resources.use(scope.clock.every(lookEveryMs, () => void looks.look({ last: false })));
    listen((event) => {
      if (event.type === "fault.reverted") void looks.look({ last: false });
    });
  }
  return {
    take: (load, operation) => submitted.get(load)?.take(operation),
    async finish() {
      const withinMs = lastBlocks * cluster.spec.consensus.blockPeriodMs;
      const deadlineMs = scope.sinceStartMs() + withinMs;
      await looks.look({ last: true });
      while (keepers.some(({ open }) => open > 0) && scope.sinceStartMs() < deadlineMs) {
        await scope.clock.sleep(lastLookEveryMs, scope.signal);
        await looks.look({ last: true });
      }
    },
  };
}

/** One look at a time: two would send the same transactions. */
class Looks {
  readonly #keepers: readonly NonceKeeper[];
  #going: Promise<void> = Promise.resolve();
  #waiting = false;
  #ended = false;

  constructor(keepers: readonly NonceKeeper[]) {
    this.#keepers = keepers;
  }

  /** Looks once what is going on is over. Another that waits already does for both, unless this is one of the last. */
  look(kind: { last: boolean }): Promise<void> {
    if (this.#ended || (this.#waiting && !kind.last)) return this.#going;
    this.#waiting = true;
    this.#going = this.#going.then(async () => {
      this.#waiting = false;
      for (const keeper of this.#keepers) if (!this.#ended) await keeper.look(kind);
    });
    return this.#going;
  }

  end(): Promise<void> {
    this.#ended = true;
    return this.#going;
  }
}
