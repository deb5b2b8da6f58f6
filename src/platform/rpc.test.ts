import http from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, expect, it } from "vitest";
import { systemClock } from "../base/clock.ts";
import { createRpcClient, type RpcClient, resultOf } from "./rpc.ts";

const open: (() => void)[] = [];
afterEach(() => {
  for (const close of open.splice(0)) close();
});

it("returns a result", async () => {
  const client = await clientOf((request) => ({ id: request.id, result: "0x1" }));
  expect(await client.call("eth_blockNumber", [])).toEqual({ kind: "result", result: "0x1" });
});

it("answers a batch in the order of its calls, whatever the order of the answers", async () => {
  const client = await clientOf((requests) =>
    requests.map((request: { id: number; method: string }) => ({ id: request.id, result: request.method })).reverse(),
  );
  const answers = await client.batch([
    { method: "a", params: [] },
    { method: "b", params: [] },
  ]);
  expect(answers.map(resultOf)).toEqual(["a", "b"]);
});

it("says which call of a batch went unanswered", async () => {
  const client = await clientOf((requests) => [{ id: requests[0].id, result: 1 }]);
  const answers = await client.batch([
    { method: "a", params: [] },
    { method: "b", params: [] },
  ]);
  expect(answers.map((answer) => answer.kind)).toEqual(["result", "unknown"]);
});

it("tells an error that the node answered from one that it may not have seen", async () => {
  const answering = await clientOf((request) => ({
    id: request.id,
    error: { code: -32000, message: "nonce too low" },
  }));
  expect(await answering.call("m", [])).toEqual({ kind: "error", code: -32000, message: "nonce too low" });

  const garbled = await clientOf(() => undefined);
  expect(await garbled.call("m", [])).toEqual({ kind: "unknown", reason: "HTTP 200, not JSON" });

  using nobody = createRpcClient({ url: "http://127.0.0.1:1", timeoutMs: 1000, clock: systemClock });
  expect(await nobody.call("m", [])).toEqual({ kind: "unreachable", reason: "refused" });
});

it("gives up after the time limit without knowing whether it happened", async () => {
  const client = await clientOf(() => "silence");
  expect(await client.call("m", [], 30)).toEqual({ kind: "unknown", reason: "timeout" });
});

it("does not know what a connection that broke meant", async () => {
  const client = await clientOf(() => "break");
  expect(await client.call("m", [])).toEqual({ kind: "unknown", reason: "reset" });
});

// biome-ignore lint/suspicious/noExplicitAny: the stub's answers are made from whatever was asked.
async function clientOf(answer: (request: any) => unknown): Promise<RpcClient> {
  const server = http.createServer((request, response) => {
    let body = "";
    request.on("data", (chunk: Buffer) => {
      body += chunk.toString();
    });
    request.on("end", () => {
      const answered = answer(JSON.parse(body));
      if (answered === "silence") return;
      if (answered === "break") return void request.socket.destroy();
      response.end(answered === undefined ? "<html>" : JSON.stringify(answered));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const client = createRpcClient({ url, timeoutMs: 2000, clock: systemClock });
  open.push(() => {
    client[Symbol.dispose]();
    server.closeAllConnections();
    server.close();
  });
  return client;
}
