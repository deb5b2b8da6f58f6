// Follows heads and logs over WebSocket, as applications do: each user holds one connection with `eth_subscribe` to
// newHeads and to logs, and connects again, later and later, when it is lost. Heads and logs that were not delivered are
// found by asking the node over the same connection, and counted, as are those that came twice; how each shows is in
// lib/subscriber.ts.
//
//   k6 run -e WS_URLS=ws://127.0.0.1:8546 -e VUS=10 scenarios/load/subscriptions.ts
//
// Without WS_URLS it connects to RPC_URLS, as ws:// (anvil listens for both on one port, geth does not). Nothing here has a
// rate: the chain sets it. In a plan give as `rate` the heads a second of all users together.

import { sleep } from "k6";
import { elapsedMs, seatOf } from "./lib/clock.ts";
import { endpoints, type LoadDefaults, observerOptions, setting, toMs } from "./lib/options.ts";
import { Subscriber } from "./lib/subscriber.ts";

const defaults: LoadDefaults = { perSecond: 1, duration: "30s", vus: 2 };

export const options = observerOptions(defaults);

const sockets = setting("WS_URLS", endpoints.map((url) => url.replace(/^http/, "ws")).join(",")).split(",");
const endAtMs = toMs(setting("DURATION", defaults.duration));

export default function (): void {
  if (elapsedMs() >= endAtMs) {
    sleep(0.1); // k6 begins an iteration whenever there is time left, be it a millisecond
    return;
  }
  const url = sockets[(seatOf().user - 1) % sockets.length] ?? "";
  new Subscriber({ url, endAtMs }).start();
}
