// A node with a pool that can forget, as far as looking after nonces needs one.

import type { RpcAnswer, RpcCall, RpcClient } from "../../platform/rpc.ts";

export interface KnownTransaction {
  readonly hash: string;
  readonly raw: string;
  readonly from: string;
  readonly nonce: number;
}

export class FakePool implements RpcClient {
  readonly url = "fake";
  height = 0;
  /** Undefined: it answers. */
  down: string | undefined;
  /** What it says to whatever is sent to it; undefined: it takes it. */
  refusal: string | undefined;
  /** Raw transactions it was sent, in order. */
  readonly sent: string[] = [];
  readonly #has = new Map<string, KnownTransaction>();
  readonly #byRaw: ReadonlyMap<string, KnownTransaction>;

  constructor(transactions: readonly KnownTransaction[]) {
    this.#byRaw = new Map(transactions.map((transaction) => [transaction.raw, transaction]));
  }

  has(...transactions: readonly KnownTransaction[]): void {
    for (const transaction of transactions) this.#has.set(transaction.hash, transaction);
  }

  forget(...transactions: readonly KnownTransaction[]): void {
    for (const { hash } of transactions) this.#has.delete(hash);
  }

  async call(method: string, params: readonly unknown[]): Promise<RpcAnswer> {
    if (this.down !== undefined) return { kind: "unreachable", reason: this.down };
    const [first] = params;
    switch (method) {
      case "eth_blockNumber":
        return { kind: "result", result: `0x${this.height.toString(16)}` };
      case "eth_getTransactionCount":
        return { kind: "result", result: `0x${this.#nextNonceOf(String(first)).toString(16)}` };
      case "eth_getTransactionByHash":
        return { kind: "result", result: this.#has.get(String(first)) ?? null };
      case "eth_sendRawTransaction":
        return this.#send(String(first));
      default:
        return { kind: "error", code: -32601, message: `the method ${method} does not exist` };
    }
  }

  async batch(calls: readonly RpcCall[]): Promise<readonly RpcAnswer[]> {
    return Promise.all(calls.map(({ method, params }) => this.call(method, params)));
  }

  [Symbol.dispose](): void {}

  /** As geth counts pending transactions: up to the first nonce that is missing. */
  #nextNonceOf(from: string): number {
    const nonces = new Set([...this.#has.values()].filter((one) => one.from === from).map(({ nonce }) => nonce));
    let next = 0;
    while (nonces.has(next)) next += 1;
    return next;
  }

  #send(raw: string): RpcAnswer {
    this.sent.push(raw);
    if (this.refusal !== undefined) return { kind: "error", code: -32000, message: this.refusal };
    const transaction = this.#byRaw.get(raw);
    if (transaction === undefined) return { kind: "error", code: -32000, message: "nobody signed that" };
    if (this.#has.has(transaction.hash)) return { kind: "error", code: -32000, message: "already known" };
    this.has(transaction);
    return { kind: "result", result: transaction.hash };
  }
}
