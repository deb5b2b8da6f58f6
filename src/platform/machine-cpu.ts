import { readFileSync } from "node:fs";

/** Jiffies of all processors since boot. */
export interface MachineCpu {
  readonly cores: number;
  readonly busy: number;
  readonly total: number;
}

/** First line of /proc/stat (proc(5)); undefined where there is none. */
export function readMachineCpu(): MachineCpu | undefined {
  try {
    const lines = readFileSync("/proc/stat", "latin1").split("\n");
    const [user = 0, nice = 0, system = 0, idle = 0, wait = 0, irq = 0, softirq = 0, steal = 0] = (lines[0] ?? "")
      .trim()
      .split(/\s+/)
      .slice(1)
      .map(Number);
    const busy = user + nice + system + irq + softirq + steal;
    const cores = lines.filter((line) => /^cpu\d/.test(line)).length;
    return { cores, busy, total: busy + idle + wait };
  } catch {
    return undefined; // not Linux
  }
}

/** Cores kept busy between two looks. */
export function busyCores(before: MachineCpu, now: MachineCpu): number {
  const total = now.total - before.total;
  return total <= 0 ? 0 : (now.cores * (now.busy - before.busy)) / total;
}
