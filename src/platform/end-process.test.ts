import { describe, expect, it } from "vitest";
import { ManualClock } from "../testing/manual-clock.ts";
import { sleepingProcess } from "../testing/sleeping-process.ts";
import { endProcess } from "./end-process.ts";
import { startProcess } from "./processes.ts";

describe("endProcess", () => {
  it("lets a helper end by itself when its channel is closed", async () => {
    const args = ["--eval", 'process.on("disconnect", () => process.exit(7)); process.send("up")'];
    const helper = await startProcess({ command: process.execPath, args, env: {}, ipc: true });
    await new Promise((resolve) => helper.child.once("message", resolve));
    await endProcess(helper, { name: "the helper", clock: new ManualClock() });
    expect(await helper.exited).toEqual({ code: 7, signal: null });
  });

  it("kills one that is still there when its time is up, and is harmless when it is gone", async () => {
    const [helper, clock] = [await sleepingProcess({}), new ManualClock()];
    const ending = endProcess(helper, { name: "the helper", clock });
    await clock.advance(1000);
    await ending;
    expect(await helper.exited).toEqual({ code: null, signal: "SIGKILL" });
    await endProcess(helper, { name: "the helper", clock });
  });
});
