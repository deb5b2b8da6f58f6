// Facts about this machine, gathered without changing anything. What cannot be told is null, never guessed.

import { createRequire } from "node:module";
import { arch, availableParallelism, cpus, freemem, platform, release, totalmem } from "node:os";
import { gunzipSync } from "node:zlib";
import { exists, freeBytes, readBytesIfThere } from "./files.ts";
import { runProgram } from "./processes.ts";

export interface MachineFacts {
  readonly platform: string;
  readonly arch: string;
  readonly kernel: string;
  readonly nodeVersion: string;
  readonly cpuModel: string;
  readonly cores: number;
  readonly memoryBytes: number;
  readonly memoryFreeBytes: number;
  /** Where run directories go; null when it cannot be told. */
  readonly diskFreeBytes: number | null;
  readonly root: boolean;
  /** "1.26.8"; null when there is no `go` on PATH. */
  readonly goVersion: string | null;
  /** Server version; null when there is no docker, or its daemon does not answer. */
  readonly dockerVersion: string | null;
  readonly cgroups: "v1" | "v2" | null;
  /** Whether the kernel has the netem queueing discipline, for native delay and loss; null when it does not tell. */
  readonly netem: boolean | null;
  /** secp256k1 as native code signs ten times faster than in JavaScript. */
  readonly signing: "native" | "javascript";
}

const askMsMax = 5_000;

/** Looks at the machine; `diskOf` is the directory whose free space matters. Takes as long as `docker` does to answer. */
export async function readMachine(options: { diskOf: string }): Promise<MachineFacts> {
  const [goVersion, dockerVersion, cgroups, netem, diskFreeBytes] = await Promise.all([
    ask("go", ["env", "GOVERSION"]),
    ask("docker", ["version", "--format", "{{.Server.Version}}"]),
    cgroupVersion(),
    hasNetem(),
    freeBytes(options.diskOf).catch(() => null), // not there yet
  ]);
  return {
    platform: platform(),
    arch: arch(),
    kernel: release(),
    nodeVersion: process.versions.node,
    cpuModel: cpus()[0]?.model.trim() ?? "unknown",
    cores: availableParallelism(),
    memoryBytes: totalmem(),
    memoryFreeBytes: freemem(),
    diskFreeBytes,
    root: process.getuid?.() === 0,
    goVersion: goVersion?.replace(/^go/, "") ?? null,
    dockerVersion,
    cgroups,
    netem,
    signing: signingBinding(),
  };
}

/** One line for run.json and reports: "linux x64 6.18.1, 2 cores (Intel ...), 24 GB". */
export function describeMachine(facts: MachineFacts): string {
  const memoryGb = Math.round(facts.memoryBytes / 2 ** 30);
  return `${facts.platform} ${facts.arch} ${facts.kernel}, ${facts.cores} cores (${facts.cpuModel}), ${memoryGb} GB`;
}

/** What a program answers, trimmed; null when it is not there, fails or says nothing. */
async function ask(command: string, args: readonly string[]): Promise<string | null> {
  try {
    return (await runProgram({ command, args, timeoutMs: askMsMax })).stdout.trim() || null;
  } catch {
    return null; // the answer is "not here"
  }
}

async function cgroupVersion(): Promise<"v1" | "v2" | null> {
  if (await exists("/sys/fs/cgroup/cgroup.controllers")) return "v2";
  return (await exists("/sys/fs/cgroup/cpu")) ? "v1" : null;
}

async function hasNetem(): Promise<boolean | null> {
  const compressed = await readBytesIfThere("/proc/config.gz");
  return compressed === undefined ? null : netemIn(gunzipSync(compressed).toString("latin1"));
}

/** Reads the kernel's build configuration: built in or as a module is yes, absent is no. */
export function netemIn(kernelConfig: string): boolean {
  return /^CONFIG_NET_SCH_NETEM=[ym]$/m.test(kernelConfig);
}

/** The package falls back to JavaScript by itself when its binding cannot be loaded; so look for the binding. */
function signingBinding(): "native" | "javascript" {
  try {
    createRequire(import.meta.url)("secp256k1/bindings.js");
    return "native";
  } catch {
    return "javascript"; // no prebuilt binding for this platform
  }
}
