// A second observer with nothing in common with the harness's probes: a newHeads subscription over WebSocket.
// https://geth.ethereum.org/docs/interacting-with-geth/rpc/pubsub

export interface SeenHeads extends AsyncDisposable {
  /** When the first head after that moment arrived; waits for it, at most 60 s. */
  nextAfter(atMs: number): Promise<number>;
}

const patienceMs = 60_000;

export async function watchHeads(options: { url: string; nowMs: () => number }): Promise<SeenHeads> {
  const socket = new WebSocket(options.url);
  const arrivals: number[] = [];
  let arrived = Promise.withResolvers<void>();
  socket.addEventListener("message", (message) => {
    if (!String(message.data).includes("eth_subscription")) return;
    arrivals.push(options.nowMs());
    arrived.resolve();
    arrived = Promise.withResolvers<void>();
  });
  await new Promise<void>((resolve, reject) => {
    socket.addEventListener("open", () => resolve());
    socket.addEventListener("error", () => reject(new Error(`no connection to ${options.url}`)));
  });
  socket.send(JSON.stringify({ jsonrpc: "2.0", id: 1, method: "eth_subscribe", params: ["newHeads"] }));
  return {
    async nextAfter(atMs) {
      for (;;) {
        const found = arrivals.find((arrival) => arrival > atMs);
        if (found !== undefined) return found;
        if (options.nowMs() - atMs > patienceMs) throw new Error(`no head for ${patienceMs} ms`);
        await arrived.promise;
      }
    },
    async [Symbol.asyncDispose]() {
      socket.close();
    },
  };
}
