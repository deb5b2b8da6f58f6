import type { Clock } from "../../base/clock.ts";
import { createGzipLines } from "../../platform/gzip-lines.ts";
import type { LoadSample } from "../sample-seconds.ts";
import type { SaturationOrder, SaturationTotals } from "./messages.ts";
import { startClient } from "./occupy-client.ts";
import { RequestRecorder } from "./record-requests.ts";

const secondMs = 1000;

export interface SaturateOptions {
  readonly order: SaturationOrder;
  readonly clock: Clock;
  readonly onSecond: (sample: LoadSample) => void;
  /** Resolves when it is to end; without that it ends when the order's time is over. */
  readonly stopped: Promise<void>;
}

/** Keeps every connection busy until it is stopped. Resolves when all is on disk; what was under way then is unknown. */
export async function saturate({ order, clock, onSecond, stopped }: SaturateOptions): Promise<SaturationTotals> {
  await using lines = await createGzipLines({ file: order.file, clock });
  // Looked up once: a step of the wall clock is no time that passed.
  const clockToRunMs = order.moment.runMs + (clock.wallMs() - order.moment.wallMs) - clock.nowMs();
  const recorder = new RequestRecorder({ load: order.load, lines, clockToRunMs, beganAtMs: clock.nowMs() });
  const clients = new DisposableStack();
  try {
    startClients({ order, clock, recorder, clients });
    const over = Promise.withResolvers<void>();
    using _end = clock.after(order.durationMs, over.resolve);
    using _seconds = clock.every(secondMs, () => onSecond(recorder.cutSecond(clock.nowMs())));
    await Promise.race([stopped, over.promise]);
  } finally {
    clients.dispose();
    onSecond(recorder.cutSecond(clock.nowMs()));
  }
  return recorder.totals;
}

function startClients(options: {
  order: SaturationOrder;
  clock: Clock;
  recorder: RequestRecorder;
  clients: DisposableStack;
}): void {
  const { order, clock, recorder } = options;
  const { urls, connections, pipelining, mix, requestTimeoutMs, seed } = order;
  for (let connection = 0; connection < connections; connection++) {
    const url = urls[connection % urls.length];
    if (url === undefined) throw new Error("there is no node to ask");
    const client = startClient({
      ...{ url, connection, pipelining, mix, requestTimeoutMs, seed, clock },
      onStarted: () => recorder.start(),
      onEnded: (ended) => recorder.end(ended),
    });
    options.clients.use(client);
  }
}
