import { describe, expect, it } from "vitest";
import type { Stressors } from "../../model/fault-details.ts";
import { stressCommands } from "./stress-commands.ts";

const atHand = { totalBytes: 8_000_000_001, freeBytes: 3_000_000_000 };
const none: Stressors = { cpu: undefined, memory: undefined, stressngStressors: undefined };
const cpu = { workers: 2, load: 80, options: [] };
const memory = { workers: 4, size: { kind: "bytes", bytes: 256e6 }, oomScoreAdj: -500, options: [] } as const;
const linesOf = (stressors: Partial<Stressors>) =>
  stressCommands({ ...none, ...stressors }, atHand).map(({ args }) => args.join(" "));

describe("command lines of stress-ng", () => {
  it("are one for the processor and one for the memory", () => {
    expect(linesOf({ cpu, memory })).toMatchInlineSnapshot(`
      [
        "--cpu-load-slice 10 --cpu-method sqrt --cpu 2 --cpu-load 80",
        "--vm 4 --vm-bytes 256000000 --vm-method write64 --vm-keep --vm-hang 0",
      ]
    `);
  });

  it("end with the manifest's options, of which each may be several words", () => {
    expect(linesOf({ cpu: { ...cpu, options: ["--timeout  600", " -q "] } })).toEqual([
      "--cpu-load-slice 10 --cpu-method sqrt --cpu 2 --cpu-load 80 --timeout 600 -q",
    ]);
  });

  it("are the manifest's own when it has one, and nothing else then", () => {
    expect(stressCommands({ ...none, cpu, stressngStressors: " --matrix 1  --hdd 2" }, atHand)).toEqual([
      { takes: { kind: "custom" }, args: ["--matrix", "1", "--hdd", "2"], oomScoreAdj: undefined },
    ]);
  });

  it.each([
    ["bytes", memory.size, 256e6],
    ["a share of all memory", { kind: "percent", percent: 25 }, 2e9],
    ["no size: what is free", undefined, 3e9],
  ] as const)("take %s", (_, size, bytes) => {
    expect(stressCommands({ ...none, memory: { ...memory, size } }, atHand)).toMatchObject([
      { takes: { kind: "memory", workers: 4, bytes }, oomScoreAdj: -500 },
    ]);
  });
});
