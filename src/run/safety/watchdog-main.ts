// Entry of the watchdog process: <stateDir> <runId> <heartbeatMs> <silenceMsMax>. It has a session of its own, so a
// terminal's Ctrl-C and hang-up do not reach it, and ends by itself. It imports little, since every run waits for it.

import { systemClock } from "../../base/clock.ts";
import { runId } from "../../base/ids.ts";
import { startTicks } from "../../platform/processes.ts";
import { readLease, updateLease } from "./lease.ts";
import { answerEnding, type HarnessChannel, type HarnessMessage, watchHarness } from "./watch-harness.ts";

const [stateDir = "", id = "", heartbeatMs = "", silenceMsMax = ""] = process.argv.slice(2);

// Sent to a whole process group or service: the harness gets it too, and must not lose its watchdog before it ends.
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, () => {});

const channel: HarnessChannel = {
  onMessage: (listen) => process.on("message", (message) => listen(message as HarnessMessage)),
  onClose(listen) {
    process.on("disconnect", listen);
    if (!process.connected) listen(); // closed while this program was being loaded
  },
};

const found = await readLease(stateDir, runId(id));
const self = { pid: process.pid, startTicks: startTicks(process.pid) ?? 0 };
const lease = { ...found, watchdog: self };
const watch = {
  stateDir,
  lease,
  clock: systemClock,
  channel,
  heartbeatMs: Number(heartbeatMs),
  silenceMsMax: Number(silenceMsMax),
};
const ended = watchHarness(watch);
// A failure to write the lease ends the process before it is ready, and with it the run, before its first effect.
await updateLease(stateDir, lease);
process.send?.("ready", () => {}); // the harness may be gone by now: then the channel's end says so
await answerEnding(await ended, watch);
if (process.connected) process.disconnect();
