// Whether this machine lets us make network namespaces, told before anything is made.

import { readTextIfThere } from "../../platform/files.ts";
import { runProgram } from "../../platform/processes.ts";

export interface Obstacle {
  readonly why: string;
  /** What to try. */
  readonly hint: string;
}

/** What is asked of the machine. */
export interface NetnsMachine {
  readonly platform: string;
  /** Text of /proc/self/status. */
  status(): Promise<string>;
  /** Output of a program; rejects when it fails or is not there. */
  run(command: string, args: readonly string[]): Promise<string>;
}

export const thisMachine: NetnsMachine = {
  platform: process.platform,
  status: async () => (await readTextIfThere("/proc/self/status")) ?? "",
  run: async (command, args) => (await runProgram({ command, args, timeoutMs: 5000 })).stdout,
};

/** capabilities(7): by bit of the mask. */
const capabilities = [
  { name: "CAP_NET_ADMIN", bit: 12n },
  { name: "CAP_SYS_ADMIN", bit: 21n },
];

const programs = [
  { command: "ip", args: ["-V"], shows: /iproute2/, source: "iproute2" },
  { command: "nsenter", args: ["--version"], shows: /util-linux/, source: "util-linux" },
  { command: "unshare", args: ["--version"], shows: /util-linux/, source: "util-linux" },
];

/**
 * A namespace and a cable into it, below a /run/netns that only this shell sees: whatever becomes of it, all of it is
 * gone when the shell ends.
 */
const rehearsal = [
  "mkdir -p /run/netns",
  "mount -t tmpfs none /run/netns",
  "ip netns add rehearsal",
  "ip link add name near type veth peer name far netns rehearsal",
  "ip link add name bridge type bridge",
].join(" && ");

/** The first thing that stands in the way; undefined when nothing does. Leaves nothing behind. */
export async function findObstacle(machine: NetnsMachine = thisMachine): Promise<Obstacle | undefined> {
  if (machine.platform !== "linux") {
    return {
      why: `network namespaces are a thing of Linux; this is ${machine.platform}`,
      hint: "use --backend process",
    };
  }
  const effective = BigInt(`0x${/^CapEff:\s*([0-9a-f]+)/m.exec(await machine.status())?.[1] ?? "0"}`);
  const lacking = capabilities.filter(({ bit }) => ((effective >> bit) & 1n) === 0n).map(({ name }) => name);
  if (lacking.length > 0) {
    return {
      why: `this process lacks ${lacking.join(" and ")}`,
      hint: "run as root, or a container with --privileged; or use --backend process",
    };
  }
  for (const program of programs) {
    const shown = await machine.run(program.command, program.args).catch(() => ""); // not there: the same as not it
    if (program.shows.test(shown)) continue;
    return {
      why: `\`${program.command}\` of ${program.source} was not found on PATH`,
      hint: `install ${program.source}; its programs may lie in /usr/sbin`,
    };
  }
  try {
    await machine.run("unshare", ["--mount", "--net", "--", "sh", "-c", rehearsal]);
    return undefined;
  } catch (error) {
    return {
      why: `a network namespace with a veth cannot be made: ${lastLine(error)}`,
      hint: "the kernel needs CONFIG_VETH and CONFIG_BRIDGE, and a container's profile must allow mount(2)",
    };
  }
}

const lastLine = (error: unknown): string => String(error).trim().split("\n").at(-1) ?? "";
