// The rules of a network namespace: address sets, iptables and qdiscs, each changed by one process that is given all its
// lines at once. Nothing here knows what the lines mean.

import { EnvironmentError } from "../base/errors.ts";
import { exists } from "./files.ts";
import { runProgram } from "./processes.ts";

export interface Netfilter {
  /** `ipset restore`. Not atomic: what stands before a line that fails has happened. */
  restoreSets(netns: string, lines: readonly string[]): Promise<void>;
  /** `iptables-restore --noflush`: each table changes at once, or not at all. */
  restoreTables(netns: string, lines: readonly string[]): Promise<void>;
  /** `tc -batch`. Not atomic. */
  batchQdiscs(netns: string, lines: readonly string[]): Promise<void>;
  /** How many packets may wait on a device that has no qdisc of its own; 0 for the devices of most containers. */
  setQueueLength(netns: string, queue: { readonly device: string; readonly length: number }): Promise<void>;
  /** Whether the namespace is still there. */
  exists(netns: string): Promise<boolean>;
  /** Chains, rules, names of sets, qdiscs and links, one a line: the same text as long as nothing was changed. */
  rulesIn(netns: string): Promise<readonly string[]>;
}

const timeoutMs = 10_000;
/** iptables-legacy waits so many seconds for its lock, which all namespaces share. */
const lockSeconds = "5";

/** The namespaces of this machine. It takes root, nsenter(1), and the programs. */
export const systemNetfilter: Netfilter = {
  restoreSets: (netns, lines) => feed({ netns, words: ["ipset", "restore", "-exist"], lines }),
  restoreTables: (netns, lines) => feed({ netns, words: ["iptables-restore", "--noflush", "-w", lockSeconds], lines }),
  batchQdiscs: (netns, lines) => feed({ netns, words: ["tc", "-batch", "-"], lines }),
  async setQueueLength(netns, { device, length }) {
    const words = ["ip", "link", "set", "dev", device, "txqueuelen", String(length)];
    await runProgram({ ...entering(netns, words), timeoutMs });
  },
  exists,
  async rulesIn(netns) {
    const outputs = await Promise.all([
      output(netns, ["iptables-save"]).then(savedRules),
      output(netns, ["ipset", "list", "-name"]).then((text) => prefixed("set", text)),
      output(netns, ["tc", "qdisc", "show"]).then((text) => linesOf(text).map(withoutCounts)),
      output(netns, ["ip", "-oneline", "link", "show"]).then((text) => prefixed("link", text)),
    ]);
    return outputs.flat();
  },
};

async function feed(options: { netns: string; words: readonly string[]; lines: readonly string[] }): Promise<void> {
  if (options.lines.length === 0) return;
  const input = `${options.lines.join("\n")}\n`;
  try {
    await runProgram({ ...entering(options.netns, options.words), input, timeoutMs });
  } catch (cause) {
    const failed = cause instanceof Error ? cause.message : String(cause);
    throw new EnvironmentError({ message: `${failed}\nwhich was given:\n${input.trimEnd()}`, cause });
  }
}

async function output(netns: string, words: readonly string[]): Promise<string> {
  return (await runProgram({ ...entering(netns, words), timeoutMs })).stdout;
}

/** A command line that runs `words` inside a network namespace. */
export function entering(netns: string, words: readonly string[]): { command: string; args: string[] } {
  return { command: "nsenter", args: [`--net=${netns}`, "--", ...words] };
}

/**
 * The rules in what iptables-save prints: without times and counters, and without tables and chains that hold nothing,
 * since iptables-nft makes those when it first looks and nothing removes them.
 */
export function savedRules(text: string): string[] {
  let table = "";
  const rules: string[] = [];
  for (const line of linesOf(text)) {
    if (line.startsWith("*")) table = line.slice(1);
    const [chain, policy] = line.split(" ");
    if (line.startsWith("-") || (line.startsWith(":") && policy !== "ACCEPT")) {
      rules.push(line.startsWith(":") ? `${table} ${chain} ${policy}` : `${table} ${line}`);
    }
  }
  return rules;
}

/** The queue length of a device in a snapshot; `ip` does not show one of 0. */
export function queueLengthIn(rules: readonly string[], device: string): number {
  const link = rules.find((line) => new RegExp(`^link (\\d+: )?${device}[@: ]`).test(line));
  return Number(/ qlen (\d+)/.exec(link ?? "")?.[1] ?? 0);
}

/** What differs between two snapshots: `+` came, `-` went. */
export function ruleDifferences(before: readonly string[], after: readonly string[]): string[] {
  const had = new Set(before);
  const has = new Set(after);
  return [
    ...after.filter((line) => !had.has(line)).map((line) => `+ ${line}`),
    ...before.filter((line) => !has.has(line)).map((line) => `- ${line}`),
  ];
}

const linesOf = (text: string): string[] => text.split("\n").filter((line) => line.trim() !== "");

const prefixed = (word: string, text: string): string[] => linesOf(text).map((line) => `${word} ${line.trim()}`);

/** `refcnt` of a qdisc counts its users, and htb shows packets it passed on directly. */
function withoutCounts(line: string): string {
  return line.replace(/ (refcnt|direct_packets_stat) \S+/g, "").trim();
}
