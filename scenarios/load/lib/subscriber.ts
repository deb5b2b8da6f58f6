// One connection after another, with subscriptions to heads and logs, and an account of what they delivered.
//
//   newHeads ──► HeadFollower ──► missing heights ──► eth_getBlockByNumber ──► missed, or reorganised away
//   logs ──────► LogFollower ◄── eth_getLogs of each block with logs, two blocks later ──► missed
//
// All of it is reported as operations of kind read:
//
//   eth_subscribe       a connection with both subscriptions, from when it was wanted; also one that failed
//   newHeads, logs      delivered, from the block's time to its arrival; rejected: not delivered, but on the chain. geth
//                       1.13 leaves out heads that a reorganisation puts in place of others, but for the last of them
//   newHeads:duplicate, logs:duplicate, newHeads:reorged, logs:removed      how many, whatever their outcome

import { clearTimeout, setTimeout } from "k6/timers";
import { elapsedMs } from "./clock.ts";
import { type Head, HeadFollower, readHead } from "./follow-heads.ts";
import { type DeliveredLog, LogFollower, readLog } from "./follow-logs.ts";
import { observed } from "./operation.ts";
import { quantity } from "./questions.ts";
import type { Answer } from "./report.ts";
import type { RpcRequest } from "./rpc.ts";
import { openSocket, type RpcSocket } from "./socket-rpc.ts";
import { drawNumber } from "./user-random.ts";

const firstPauseMs = 100;
const pauseMsMax = 5000;
/** A connection without heads for so long is asked whether there were any: a peer that is cut off closes nothing. */
const quietMs = 10_000;
/** Logs may come after their head, but hardly after the next but one. */
const logsDueAfterBlocks = 2;

const ok: Answer = { outcome: "ok" };

export class Subscriber {
  readonly #url: string;
  readonly #endAtMs: number;
  readonly #heads = new HeadFollower();
  readonly #logs = new LogFollower();
  /** Blocks whose logs are still to be checked, oldest first. */
  readonly #unchecked: Head[] = [];
  /** Arrivals of logs whose head has not come yet. */
  readonly #early = new Map<string, number[]>();
  readonly #kinds = new Map<string, "newHeads" | "logs">();
  #socket: RpcSocket | undefined;
  #failures = 0;
  #subscribed = false;
  #over = false;
  /** Everything since then is owed to this user. */
  #owedFromMs: number | undefined;
  #quietTimer = 0;

  constructor({ url, endAtMs }: { readonly url: string; readonly endAtMs: number }) {
    this.#url = url;
    this.#endAtMs = endAtMs;
  }

  /** Connects, and again after every loss, until the end; k6 keeps the iteration open as long as there are timers. */
  start(): void {
    const end = () => {
      this.#over = true;
      this.#socket?.close("the load is over");
    };
    setTimeout(end, this.#endAtMs - elapsedMs());
    this.#connect();
  }

  #connect(): void {
    const wantedAtMs = elapsedMs();
    this.#subscribed = false;
    this.#kinds.clear();
    this.#socket = openSocket(this.#url, {
      opened: (socket) => this.#subscribe(socket, wantedAtMs),
      notified: (subscription, result) => this.#notified(this.#kinds.get(subscription), result),
      ended: (why) => this.#ended(why, wantedAtMs),
    });
  }

  #subscribe(socket: RpcSocket, wantedAtMs: number): void {
    const subscribeTo = (kind: "newHeads" | "logs", params: readonly unknown[], then: () => void) => {
      socket.call({ method: "eth_subscribe", params }, (answer) => {
        if (answer.outcome !== "ok") return socket.close(answer.error ?? "not subscribed");
        this.#kinds.set(String(answer.result), kind);
        then();
      });
    };
    subscribeTo("newHeads", ["newHeads"], () => {
      subscribeTo("logs", ["logs", {}], () => {
        this.#subscribed = true;
        this.#failures = 0;
        this.#owedFromMs ??= elapsedMs();
        report("eth_subscribe", wantedAtMs, ok);
        this.#watchQuiet(socket);
      });
    });
  }

  #ended(why: string, wantedAtMs: number): void {
    clearTimeout(this.#quietTimer);
    if (this.#over) return;
    if (!this.#subscribed) {
      report("eth_subscribe", wantedAtMs, { outcome: why === "timeout" ? "unknown" : "rejected", error: why });
      this.#failures += 1;
    }
    // Half of it by chance: users that lost their connections together must not come back together.
    const pauseMs = Math.min(pauseMsMax, firstPauseMs * 2 ** this.#failures) * (1 + drawNumber()) * 0.5;
    if (elapsedMs() + pauseMs < this.#endAtMs) setTimeout(() => this.#connect(), pauseMs);
  }

  #watchQuiet(socket: RpcSocket): void {
    clearTimeout(this.#quietTimer);
    this.#quietTimer = setTimeout(() => {
      this.#ask(socket, { method: "eth_getBlockByNumber", params: ["latest", false] }, (result) => {
        // The next head that the new connection delivers shows by its height what was missed.
        const height = readHead(result)?.height ?? 0;
        if (height > (this.#heads.lastHeight ?? height)) socket.close("it went quiet");
      });
      this.#watchQuiet(socket);
    }, quietMs);
  }

  #notified(kind: "newHeads" | "logs" | undefined, result: unknown): void {
    if (kind === "newHeads") this.#headCame(readHead(result));
    if (kind === "logs") this.#logCame(readLog(result));
  }

  #headCame(head: Head | undefined): void {
    const socket = this.#socket;
    if (head === undefined || socket === undefined) return;
    this.#watchQuiet(socket);
    const { kind, reorged, missing } = this.#heads.deliver(head);
    report(kind === "duplicate" ? "newHeads:duplicate" : "newHeads", this.#dueAtMs(head), ok);
    if (reorged) report("newHeads:reorged", this.#dueAtMs(head), ok);
    this.#settleEarlyLogs(head);
    this.#fill(socket, missing);
    if (kind === "new" && head.hasLogs) this.#unchecked.push(head);
    while ((this.#unchecked[0]?.height ?? Infinity) <= head.height - logsDueAfterBlocks) {
      const due = this.#unchecked.shift();
      if (due !== undefined) this.#checkLogs(socket, due);
    }
  }

  /** Asks for blocks that were passed over, one after the other. */
  #fill(socket: RpcSocket, heights: readonly number[]): void {
    const [height, ...others] = heights;
    if (height === undefined) return;
    this.#ask(socket, { method: "eth_getBlockByNumber", params: [quantity(height), false] }, (result) => {
      const block = readHead(result);
      // None: a reorganisation has made the chain shorter, and nothing is owed.
      const missing = block === undefined ? [] : this.#fillWith(socket, block);
      this.#fill(socket, [...missing, ...others]);
    });
  }

  #fillWith(socket: RpcSocket, block: Head): readonly number[] {
    const { kind, missing } = this.#heads.fill(block);
    if (kind !== "delivered") {
      const error = kind === "missed" ? "not delivered" : "not delivered, in place of another";
      report("newHeads", this.#dueAtMs(block), { outcome: "rejected", error });
      this.#settleEarlyLogs(block);
      if (block.hasLogs) this.#checkLogs(socket, block);
    }
    return missing;
  }

  #logCame(log: DeliveredLog | undefined): void {
    if (log === undefined) return;
    const kind = this.#logs.deliver(log);
    if (kind !== "new") {
      report(`logs:${kind}`, elapsedMs(), ok);
      return;
    }
    const head = this.#heads.find(log.blockHash);
    if (head !== undefined) report("logs", this.#dueAtMs(head), ok);
    else this.#early.set(log.blockHash, [...(this.#early.get(log.blockHash) ?? []), elapsedMs()]);
  }

  #settleEarlyLogs(head: Head): void {
    for (const cameAtMs of this.#early.get(head.hash) ?? []) report("logs", this.#dueAtMs(head), ok, cameAtMs);
    this.#early.delete(head.hash);
  }

  #checkLogs(socket: RpcSocket, head: Head): void {
    this.#ask(socket, { method: "eth_getLogs", params: [{ blockHash: head.hash }] }, (result) => {
      const logs = Array.isArray(result) ? result.flatMap((log) => readLog(log) ?? []) : [];
      for (let missed = this.#logs.countMissed(logs); missed > 0; missed--) {
        report("logs", this.#dueAtMs(head), { outcome: "rejected", error: "not delivered" });
      }
    });
  }

  /** A question of our own; it is reported, too. `onResult` hears nothing of one that failed. */
  #ask(socket: RpcSocket, request: RpcRequest, onResult: (result: unknown) => void): void {
    const askedAtMs = elapsedMs();
    socket.call(request, (answer) => {
      report(request.method, askedAtMs, answer);
      if (answer.outcome === "ok") onResult(answer.result);
      else if (answer.error === "timeout") socket.close("timeout");
    });
  }

  /** The block's time by this machine's clock, no earlier than this user began to wait for heads. */
  #dueAtMs({ timestampMs }: Head): number {
    const atMs = timestampMs - Date.now() + elapsedMs();
    return Math.max(atMs, this.#owedFromMs ?? atMs);
  }
}

function report(method: string, dueAtMs: number, answer: Answer, doneAtMs: number = elapsedMs()): void {
  // A block from the future, by a clock that is ahead, is delivered at once.
  const intendedAtMs = Math.min(dueAtMs, doneAtMs);
  observed({ what: `read/${method}`, intendedAtMs, sentAtMs: intendedAtMs, doneAtMs }, answer);
}
