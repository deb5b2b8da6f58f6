// A small HTTP server for programs that the harness starts: on the loopback interface, on a port that was free.

import http from "node:http";
import type { AddressInfo } from "node:net";
import { errorText } from "../base/errors.ts";

export interface LoopbackAnswer {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body: Uint8Array | string;
}

export interface LoopbackServer extends AsyncDisposable {
  /** Without a slash at its end. */
  readonly url: string;
}

/** Answers GET requests; a rejection of `answer` becomes a 500 that says why. Disposing closes all connections. */
export async function startLoopbackServer(answer: (url: URL) => Promise<LoopbackAnswer>): Promise<LoopbackServer> {
  const server = http.createServer(async (request, response) => {
    const url = new URL(request.url ?? "/", "http://loopback");
    const given = await answer(url).catch((error: unknown) => ({ status: 500, body: errorText(error) }));
    const { status, body, headers = {} }: LoopbackAnswer = given;
    response.writeHead(status, { ...headers, "content-length": Buffer.byteLength(body) }).end(body);
  });
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen({ host: "127.0.0.1", port: 0 }, () => resolve());
  });
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    async [Symbol.asyncDispose]() {
      if (!server.listening) return;
      server.closeAllConnections();
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}
