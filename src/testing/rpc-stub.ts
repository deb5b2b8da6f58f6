// A JSON-RPC node that has no chain: it answers at once, or misbehaves as it is told.

import http from "node:http";
import type { AddressInfo } from "node:net";

export type StubMood =
  | { readonly kind: "answer" }
  /** Takes requests and answers none until the mood changes; then it answers those, too. */
  | { readonly kind: "stall" }
  | { readonly kind: "error"; readonly code: number; readonly message: string }
  /** Closes the connection in the middle of a request. */
  | { readonly kind: "reset" };

export interface RpcStub extends AsyncDisposable {
  readonly url: string;
  /** Methods asked for, and how often. */
  readonly asked: ReadonlyMap<string, number>;
  /** First parameter of every eth_sendRawTransaction, in order of arrival. */
  readonly transactions: readonly string[];
  become(mood: StubMood): void;
}

const results: Readonly<Record<string, unknown>> = {
  eth_blockNumber: "0x10",
  eth_getBalance: "0x0",
  eth_getBlockByNumber: { number: "0x10", transactions: [`0x${"1".repeat(64)}`] },
  eth_call: "0x",
  eth_getLogs: [],
  eth_getTransactionReceipt: null,
  eth_sendRawTransaction: `0x${"2".repeat(64)}`,
};

interface Question {
  readonly id: unknown;
  readonly method: string;
  readonly params: readonly unknown[];
}

/** One answer, or one for each element of a batch. */
function answerTo(body: Question | readonly Question[], answer: (question: Question) => object): string {
  return JSON.stringify("method" in body ? answer(body) : body.map(answer));
}

/** Starts a stub on a free port of the loopback interface. */
export async function startRpcStub(): Promise<RpcStub> {
  const asked = new Map<string, number>();
  const transactions: string[] = [];
  let mood: StubMood = { kind: "answer" };
  let stalled: (() => void)[] = [];

  const answer = (body: Question | readonly Question[], response: http.ServerResponse) => {
    switch (mood.kind) {
      case "answer":
        return response.end(answerTo(body, ({ id, method }) => ({ jsonrpc: "2.0", id, result: results[method] })));
      case "stall":
        return stalled.push(() => answer(body, response));
      case "error": {
        const { code, message } = mood;
        return response.end(answerTo(body, ({ id }) => ({ jsonrpc: "2.0", id, error: { code, message } })));
      }
      case "reset":
        return response.destroy();
    }
  };
  const server = http.createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const body = JSON.parse(Buffer.concat(chunks).toString()) as Question | readonly Question[];
    for (const { method, params } of [body].flat()) {
      asked.set(method, (asked.get(method) ?? 0) + 1);
      if (method === "eth_sendRawTransaction") transactions.push(String(params[0]));
    }
    answer(body, response);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    asked,
    transactions,
    become(next) {
      mood = next;
      const waiting = stalled;
      stalled = [];
      for (const resume of waiting) resume();
    },
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
