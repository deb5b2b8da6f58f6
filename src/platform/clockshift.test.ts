import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { nodeId } from "../base/ids.ts";
import { ManualClock } from "../testing/manual-clock.ts";
import { temporaryDirectory } from "../testing/temporary-directory.ts";
import { createClockLauncher, formatOffsets, probeClockMechanism, readStatus } from "./clockshift.ts";
import { readText } from "./files.ts";

const launcherIn = (controlDir: string) =>
  createClockLauncher({ binary: "/opt/clockshift", controlDir, clock: new ManualClock() });

describe("createClockLauncher", () => {
  it("puts the launcher before the node's command", () => {
    const { wrapCommand } = launcherIn("/run/r1")(nodeId("signer-0"));
    expect(wrapCommand({ command: "geth", args: ["--mine"] })).toEqual({
      command: "/opt/clockshift",
      args: ["--control", "/run/r1/signer-0", "--", "geth", "--mine"],
    });
  });

  it("names the places that the node sees, where these differ", () => {
    const seenByNode = { binary: "/clockshift", controlDir: "/clock" };
    const options = { binary: "/opt/clockshift", controlDir: "/run/r1", clock: new ManualClock(), seenByNode };
    const node = createClockLauncher(options)(nodeId("signer-0"));
    expect(node.controlDir).toBe("/run/r1/signer-0");
    expect(node.wrapCommand({ command: "geth", args: [] })).toEqual({
      command: "/clockshift",
      args: ["--control", "/clock", "--", "geth"],
    });
  });

  it("refuses a directory whose sockets nobody could connect to", () => {
    expect(() => launcherIn(`/${"d".repeat(100)}`)(nodeId("signer-0"))).toThrowErrorMatchingInlineSnapshot(
      `[EnvironmentError: the control socket /dddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddd/signer-0/socket has a path of 117 bytes; a socket's may have 107]`,
    );
  });

  it("leaves the offsets of a node that is down to its next start, and has no status of it", async () => {
    const dir = await temporaryDirectory();
    const { wallClock } = launcherIn(dir)(nodeId("signer-0"));
    await wallClock.set({ CLOCK_REALTIME: -600_000, CLOCK_REALTIME_COARSE: 0.25 });
    expect(await readText(`${dir}/signer-0/offsets`)).toBe(
      "CLOCK_REALTIME=-600000000000 CLOCK_REALTIME_COARSE=250000\n",
    );
    await wallClock.set({});
    expect(await readText(`${dir}/signer-0/offsets`)).toBe("\n");
    await expect(wallClock.status()).rejects.toThrow("ENOENT");
  });
});

describe("formatOffsets", () => {
  it("writes whole nanoseconds, whatever the size", () => {
    fc.assert(
      fc.property(fc.double({ min: -1e12, max: 1e12, noNaN: true }), (offsetMs) => {
        const text = formatOffsets({ CLOCK_REALTIME: offsetMs });
        expect(text).toMatch(/^CLOCK_REALTIME=-?\d+$/);
        expect(Number(text.split("=")[1]) / 1e6).toBeCloseTo(offsetMs, 3);
      }),
    );
  });
});

describe("readStatus", () => {
  it("takes what the launcher says, also a newer one that says more", () => {
    const line =
      '{"version":"1.0.0","offsetsMs":{"CLOCK_REALTIME":-1.5},"moved":{"CLOCK_REALTIME":7},"passed":{},"missed":0}';
    expect(readStatus(line)).toEqual({ offsetsMs: { CLOCK_REALTIME: -1.5 }, moved: { CLOCK_REALTIME: 7 }, missed: 0 });
  });

  it.each([
    "error no",
    "null",
    "{}",
    '{"offsetsMs":{"CLOCK_REALTIME":"1"},"moved":{},"missed":0}',
    '{"offsetsMs":{},"moved":{}}',
  ])("is undefined for %s", (line) => expect(readStatus(line)).toBeUndefined());
});

describe("probeClockMechanism", () => {
  it("says why not when the launcher cannot be run", async () => {
    const answer = await probeClockMechanism("/nowhere/clockshift");
    expect(answer.works ? "works" : answer.why).toContain(
      "clocks cannot be moved: command failed: /nowhere/clockshift --self-test",
    );
  });
});
