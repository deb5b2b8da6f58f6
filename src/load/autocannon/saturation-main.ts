// The process of a closed load: apart from the harness, whose event loop dates what it sees. It is told once what to do,
// writes its operations itself, tells every second what happened, and ends when it is told to, on SIGINT and SIGTERM, when
// its time is over, and when the channel closes, however the harness ended.

import { systemClock } from "../../base/clock.ts";
import { errorText } from "../../base/errors.ts";
import type { SaturationCommand, SaturationOrder, SaturationReport } from "./messages.ts";
import { saturate } from "./saturate.ts";

const report = (message: SaturationReport): Promise<void> =>
  new Promise((resolve) => {
    // A channel that closes meanwhile has its own event below.
    if (process.send === undefined || !process.connected) return resolve();
    process.send(message, undefined, undefined, () => resolve());
  });

const stop = Promise.withResolvers<void>();

async function run(order: SaturationOrder): Promise<void> {
  try {
    void report({ type: "begun" });
    const onSecond = (sample: Extract<SaturationReport, { type: "second" }>["sample"]) =>
      void report({ type: "second", sample });
    const totals = await saturate({ order, clock: systemClock, onSecond, stopped: stop.promise });
    await report({ type: "ended", totals });
  } catch (error) {
    await report({ type: "failed", error: errorText(error) });
  }
  if (process.connected) process.disconnect();
}

process.on("message", (command: SaturationCommand) => {
  if (command.type === "begin") void run(command);
  else stop.resolve();
});
process.once("disconnect", () => stop.resolve());
process.on("SIGINT", () => stop.resolve());
process.on("SIGTERM", () => stop.resolve());
