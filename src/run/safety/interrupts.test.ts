import { EventEmitter } from "node:events";
import { describe, expect, it } from "vitest";
import { ManualClock } from "../../testing/manual-clock.ts";
import { type InterruptStep, watchInterrupts } from "./interrupts.ts";

function watched() {
  const clock = new ManualClock();
  const source = new EventEmitter();
  const steps: InterruptStep[] = [];
  const watch = watchInterrupts({ clock, source, teardownMsMax: 45_000, onSignal: (step) => steps.push(step) });
  return {
    watch,
    source,
    clock,
    steps,
    /** Each a second after the one before. */
    async send(...names: readonly string[]) {
      for (const name of names) {
        source.emit(name, new Error("boom"));
        await clock.advance(1000);
      }
    },
    said: () => steps.map((step) => `${step.kind}: ${step.kind === "patience" ? step.message : step.error.message}`),
  };
}

describe("watchInterrupts", () => {
  it.each(["SIGINT", "SIGTERM", "SIGHUP"])("ends the run in order, as interrupted, at the first %s", async (name) => {
    const { send, steps } = watched();
    await send(name);
    expect(steps).toMatchObject([{ kind: "stop", error: { exitCode: 6, message: `interrupted: ${name}` } }]);
  });

  it("asks for patience at the second signal, and gives up at the third", async () => {
    const { send, said } = watched();
    await send("SIGINT", "SIGINT", "SIGINT");
    expect(said()).toMatchInlineSnapshot(`
      [
        "stop: interrupted: SIGINT",
        "patience: Undoing what the run did; this takes 45.0 s at most. SIGINT once more cuts it short.",
        "give-up: interrupted: SIGINT, the third signal: teardown cut short",
      ]
    `);
  });

  it("takes the signal that npm repeats for one key press", async () => {
    const { source, clock, steps } = watched();
    for (let press = 0; press < 2; press++) {
      source.emit("SIGINT");
      await clock.advance(20);
      source.emit("SIGINT");
      await clock.advance(1000);
    }
    expect(steps.map((step) => step.kind)).toEqual(["stop", "patience"]);
  });

  it.each(["uncaughtException", "unhandledRejection"])("ends the run in order, as broken, at an %s", async (name) => {
    const { send, steps } = watched();
    await send(name);
    expect(steps).toMatchObject([{ kind: "stop", error: { exitCode: 70, message: "internal error: boom" } }]);
  });

  it("never lets crashes cut the teardown short, only signals", async () => {
    const { send, steps, said } = watched();
    await send("SIGINT", "unhandledRejection", "uncaughtException", "unhandledRejection");
    expect(steps.map((step) => step.kind)).toEqual(["stop", "patience", "patience", "patience"]);
    expect(said()[1]).toBe("patience: internal error: boom. The teardown goes on.");
  });

  it("listens no more once disposed", async () => {
    const { watch, send, source, steps } = watched();
    watch[Symbol.dispose]();
    await send("SIGINT", "SIGTERM");
    expect(steps).toEqual([]);
    expect(source.eventNames()).toEqual([]);
  });
});
