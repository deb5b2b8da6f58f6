// From what a StressChaos asks to the command lines that do it, as Chaos Mesh makes them
// (https://github.com/chaos-mesh/chaos-mesh/blob/v2.8.3/api/v1alpha1/stresschaos_types.go). For memory Chaos Mesh has a
// program of its own, memStress, which takes what it is told and holds it; the `vm` stressor of stress-ng does so too.

import type { Stressors } from "../../model/fault-details.ts";

export interface StressCommand {
  /** What it takes; `custom`: whatever the manifest's own command line says. */
  readonly takes:
    | { readonly kind: "cpu"; readonly workers: number; readonly load: number }
    | { readonly kind: "memory"; readonly workers: number; readonly bytes: number }
    | { readonly kind: "custom" };
  readonly args: readonly string[];
  /** Undefined: as stress-ng has it. */
  readonly oomScoreAdj: number | undefined;
}

export interface MemoryAtHand {
  /** What a share of the memory is a share of. */
  readonly totalBytes: number;
  /** What is taken when no size is given. */
  readonly freeBytes: number;
}

/** The command lines for one node. */
export function stressCommands(stressors: Stressors, atHand: MemoryAtHand): StressCommand[] {
  const { cpu, memory, stressngStressors } = stressors;
  if (stressngStressors !== undefined) {
    return [{ takes: { kind: "custom" }, args: wordsOf([stressngStressors]), oomScoreAdj: undefined }];
  }
  const commands: StressCommand[] = [];
  if (cpu !== undefined) {
    const { workers, load } = cpu;
    // Short slices, so that a share of a core is a share of every moment.
    const how = ["--cpu-load-slice", "10", "--cpu-method", "sqrt"];
    const args = [...how, "--cpu", String(workers), "--cpu-load", String(load), ...wordsOf(cpu.options)];
    commands.push({ takes: { kind: "cpu", workers, load }, args, oomScoreAdj: undefined });
  }
  if (memory !== undefined) {
    const { workers, oomScoreAdj } = memory;
    const bytes = bytesOf(memory.size, atHand);
    // `--vm-bytes` is of all workers together. Written once and then held (`--vm-hang 0`): memory is to be taken, and no
    // processor time.
    const how = ["--vm", String(workers), "--vm-bytes", String(bytes), "--vm-method", "write64"];
    const args = [...how, "--vm-keep", "--vm-hang", "0", ...wordsOf(memory.options)];
    commands.push({ takes: { kind: "memory", workers, bytes }, args, oomScoreAdj });
  }
  return commands;
}

type MemorySize = NonNullable<Stressors["memory"]>["size"];

function bytesOf(size: MemorySize, atHand: MemoryAtHand): number {
  if (size === undefined) return atHand.freeBytes;
  return size.kind === "bytes" ? size.bytes : Math.floor((atHand.totalBytes * size.percent) / 100);
}

/** Each option may hold several words; there is no quoting, as in Chaos Mesh. */
const wordsOf = (options: readonly string[]): string[] =>
  options.flatMap((option) => option.split(/\s+/)).filter(Boolean);
