import path from "node:path";
import { text } from "node:stream/consumers";
import { describe, expect, it, onTestFinished } from "vitest";
import { systemClock } from "../base/clock.ts";
import { nodeId } from "../base/ids.ts";
import { poll } from "../base/poll.ts";
import { realOptionalTool } from "../testing/real-tools.ts";
import { temporaryDirectory } from "../testing/temporary-directory.ts";
import { createClockLauncher, type NodeClock, probeClockMechanism } from "./clockshift.ts";
import { copyTo, readText } from "./files.ts";
import { isRunning, killPid, runProgram, type StartedProcess, startProcess } from "./processes.ts";

const elsewhere = process.platform === "linux" ? "" : " (Linux only)";
const notRoot = process.getuid?.() === 0 ? "" : " (needs root)";
const hourMs = 3_600_000;
const sleeper = { command: process.execPath, args: ["-e", "setInterval(() => {}, 1000)"] };

async function nodeClock(): Promise<NodeClock> {
  const binary = await realOptionalTool("clockshift");
  const controlDir = await temporaryDirectory();
  return createClockLauncher({ binary, controlDir, clock: systemClock })(nodeId("signer-0"));
}

/** Runs a program to its end under the launcher, with its clocks moved from the start. */
async function tell(program: { command: string; args: readonly string[] }, offsetMs: number): Promise<string> {
  const { wrapCommand, wallClock } = await nodeClock();
  await wallClock.set({ CLOCK_REALTIME: offsetMs });
  return (await runProgram({ ...wrapCommand(program), timeoutMs: 10_000 })).stdout;
}

async function start(
  clock: NodeClock,
  program: { command: string; args: readonly string[] } = sleeper,
): Promise<StartedProcess> {
  const started = await startProcess(clock.wrapCommand(program));
  onTestFinished(async () => {
    killPid(started.pid, "SIGKILL");
    await started.exited;
  });
  return started;
}

const until = (awaited: string, look: () => Promise<boolean>) =>
  poll({ clock: systemClock, awaited, withinMs: 5000, everyMs: 10 }, async () =>
    (await look()) ? { done: true } : { notYet: "not yet" },
  );

const statusLine = async (pid: number, name: string) =>
  new RegExp(`^${name}:\\s+(\\S+)`, "m").exec(await readText(`/proc/${pid}/status`))?.[1];

/** The launcher's other process, once it stands by. */
async function supervisorOf({ pid }: StartedProcess): Promise<number> {
  await until("the supervisor to attach", async () => (await statusLine(pid, "TracerPid")) !== "0");
  return Number(await statusLine(pid, "TracerPid"));
}

describe.skipIf(elsewhere !== "")(`clockshift${elsewhere}`, () => {
  it("says that it works here", async () => {
    expect(await probeClockMechanism(await realOptionalTool("clockshift"))).toEqual({
      works: true,
      by: "clockshift (seccomp user notification)",
    });
  });

  it("moves what a program is told, and what the programs that it executes are told", async () => {
    const script = "date +%s; exec sh -c 'date +%s; date +%s'";
    const told = (await tell({ command: "sh", args: ["-c", script] }, -hourMs)).trim().split("\n");
    expect(told).toHaveLength(3);
    for (const seconds of told)
      expect(Math.abs(systemClock.wallMs() - hourMs - Number(seconds) * 1000)).toBeLessThan(10_000);
  });

  it("leaves the clock that measures time alone", async () => {
    const script = "const t = process.hrtime.bigint(); console.log(String(t))";
    const told = await tell({ command: process.execPath, args: ["-e", script] }, 5 * hourMs);
    const apartMs = Number(process.hrtime.bigint() - BigInt(told.trim())) / 1e6;
    expect(apartMs).toBeGreaterThan(0);
    expect(apartMs).toBeLessThan(10_000);
  });

  it("moves a running program's clock and moves it back", async () => {
    const clock = await nodeClock();
    const script = "setInterval(() => console.log(Date.now()), 5)";
    const { child } = await start(clock, { command: process.execPath, args: ["-e", script] });
    let lastMs = 0;
    child.stdout?.on("data", (chunk: Buffer) => {
      lastMs = Number(chunk.toString().trim().split("\n").at(-1));
    });
    const offBy = (offsetMs: number) =>
      until(`an offset of ${offsetMs} ms`, async () => Math.abs(lastMs - systemClock.wallMs() - offsetMs) < 1000);
    await offBy(0);
    await clock.wallClock.set({ CLOCK_REALTIME: -600_000 });
    await offBy(-600_000);
    const status = await clock.wallClock.status();
    expect(status.offsetsMs.CLOCK_REALTIME).toBe(-600_000);
    expect(status.moved.CLOCK_REALTIME).toBeGreaterThan(0);
    expect(status.missed).toBe(0);
    await clock.wallClock.set({});
    await offBy(0);
  });

  it("keeps the offset over a restart, also one that was set while the program was down", async () => {
    const clock = await nodeClock();
    const first = await start(clock);
    await supervisorOf(first);
    killPid(first.pid, "SIGKILL");
    await first.exited;
    await clock.wallClock.set({ CLOCK_REALTIME: 30_000 });
    await supervisorOf(await start(clock));
    expect((await clock.wallClock.status()).offsetsMs.CLOCK_REALTIME).toBe(30_000);
  });

  it("is the program: its exit code and its signals are those of the process that was started", async () => {
    const clock = await nodeClock();
    const exit = await start(clock, { command: "sh", args: ["-c", "exit 7"] });
    expect(await exit.exited).toEqual({ code: 7, signal: null });
    const absent = await start(clock, { command: "no-such-program", args: [] });
    expect(absent.child.stderr === null ? "" : await text(absent.child.stderr)).toBe(
      "clockshift: cannot run no-such-program: No such file or directory\n",
    );
    expect(await absent.exited).toEqual({ code: 127, signal: null });
    for (const signal of ["SIGTERM", "SIGKILL"] as const) {
      const started = await start(clock);
      await supervisorOf(started);
      killPid(started.pid, signal);
      expect(await started.exited).toEqual({ code: null, signal });
    }
  });

  it("can be frozen and goes on", async () => {
    const started = await start(await nodeClock());
    await supervisorOf(started);
    const state = () => statusLine(started.pid, "State");
    killPid(started.pid, "SIGSTOP");
    await until("it to stand still", async () => ["T", "t"].includes((await state()) ?? ""));
    killPid(started.pid, "SIGCONT");
    await until("it to go on", async () => ["S", "R"].includes((await state()) ?? ""));
    killPid(started.pid, "SIGTERM");
    expect(await started.exited).toEqual({ code: null, signal: "SIGTERM" });
  });

  it("leaves nothing: the program dies with the supervisor, and the supervisor ends with the program", async () => {
    const clock = await nodeClock();
    const orphan = await start(clock);
    killPid(await supervisorOf(orphan), "SIGKILL");
    expect(await orphan.exited).toEqual({ code: null, signal: "SIGKILL" });
    const started = await start(clock);
    const supervisor = await supervisorOf(started);
    killPid(started.pid, "SIGKILL");
    await until("the supervisor to end", async () => !isRunning(supervisor));
  });

  it("refuses a clock that it does not move, by name", async () => {
    const clock = await nodeClock();
    await supervisorOf(await start(clock));
    await expect(clock.wallClock.set({ CLOCK_MONOTONIC: 1 })).rejects.toThrowErrorMatchingInlineSnapshot(
      `[EnvironmentError: the clock launcher of signer-0 answered "set CLOCK_MONOTONIC=1000000" with: error this clock cannot be moved]`,
    );
  });

  it.skipIf(notRoot !== "")(`needs no privilege${notRoot}`, async () => {
    const binary = path.join(await temporaryDirectory(), "clockshift");
    await copyTo(await realOptionalTool("clockshift"), binary);
    await runProgram({ command: "chmod", args: ["-R", "a+rx", path.dirname(binary)], timeoutMs: 5000 });
    const args = ["--reuid=65534", "--regid=65534", "--clear-groups", binary, "--self-test"];
    expect(await runProgram({ command: "setpriv", args, timeoutMs: 5000 })).toEqual({ stdout: "ok\n", stderr: "" });
  });
});
