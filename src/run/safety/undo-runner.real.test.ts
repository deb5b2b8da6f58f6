// Undoes what a killed harness left in the kernel. Needs Linux as root, and anvil 1.7.

import path from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { systemClock } from "../../base/clock.ts";
import { poll } from "../../base/poll.ts";
import { seededRandom, uniqueToken } from "../../base/random.ts";
import { findObstacle } from "../../cluster/netns/find-obstacle.ts";
import { type UndoEntry, undoEntrySchema } from "../../model/undo.ts";
import { exists, makeDirectory } from "../../platform/files.ts";
import { killPid, markedPids, startProcess } from "../../platform/processes.ts";
import { machineTracesOf } from "../../testing/machine-traces.ts";
import { realTools } from "../../testing/real-tools.ts";
import { temporaryDirectory } from "../../testing/temporary-directory.ts";
import { runUndo } from "./undo-runner.ts";

const obstacle = await findObstacle();
const skipped = obstacle === undefined ? "" : ` (skipped: ${obstacle.why})`;

/** A harness with a network in network namespaces. It says what is to be undone, as its log would. */
async function holdNetwork() {
  const id = uniqueToken();
  const scratchDir = path.join(await temporaryDirectory(), `scratch-${id}`);
  await makeDirectory(scratchDir);
  const { anvil } = await realTools();
  const args = [fileURLToPath(new URL("../../testing/fixtures/hold-netns.ts", import.meta.url)), id, scratchDir, anvil];
  const harness = await startProcess({ command: process.execPath, args });
  let said = "";
  harness.child.stdout?.on("data", (chunk) => {
    said += String(chunk);
  });
  harness.child.stderr?.on("data", (chunk) => {
    said += String(chunk);
  });
  const lines = () => said.split("\n").slice(0, -1); // the last may be half of one
  const has = (text: string) =>
    poll({ clock: systemClock, awaited: `the harness to say ${text}`, withinMs: 20_000, everyMs: 5 }, async () =>
      said.includes(text) ? { done: undefined } : { notYet: said },
    );
  async function kill(): Promise<UndoEntry[]> {
    killPid(harness.pid, "SIGKILL");
    await harness.exited;
    return lines().flatMap((line) => (line.startsWith("{") ? [undoEntrySchema.parse(JSON.parse(line))] : []));
  }
  return { id, scratchDir, has, kill };
}

async function undone(entries: readonly UndoEntry[], runId: string, scratchDir: string): Promise<void> {
  const report = await runUndo(entries, { runId, clock: systemClock, deadlineMs: 10_000 });
  expect(report.failed).toEqual([]);
  expect(markedPids(runId)).toEqual([]);
  expect(await machineTracesOf([runId])).toEqual([]);
  expect(await exists(scratchDir)).toBe(false);
}

describe.skipIf(obstacle !== undefined)(
  `runUndo after a harness was killed that had network namespaces${skipped}`,
  () => {
    it("leaves nothing of a network that was up, and finds nothing the second time", async () => {
      const held = await holdNetwork();
      await held.has("up\n");
      const entries = await held.kill();
      expect((await machineTracesOf([held.id])).length).toBeGreaterThan(0);
      expect(markedPids(held.id)).toHaveLength(1);
      await undone(entries, held.id, held.scratchDir);
      await undone(entries, held.id, held.scratchDir);
    });

    const random = seededRandom(3);
    it.each(Array.from({ length: 8 }, () => random.below(120)))(
      "leaves nothing when that happened %i ms after the first effect was announced",
      async (ms) => {
        const held = await holdNetwork();
        await held.has("kill-marked");
        await systemClock.sleep(ms);
        await undone(await held.kill(), held.id, held.scratchDir);
      },
    );
  },
);
