// Network namespaces in memory. It takes the same lines as the programs do, and refuses what they would refuse: a set
// that rules still refer to, a jump to a chain that is not there, a qdisc below a class that is not there.

import type { Netfilter } from "./netfilter.ts";

interface Namespace {
  readonly sets: Map<string, string[]>;
  /** By table and chain. */
  chains: Map<string, string[]>;
  /** Words by place: `root`, `parent 1:1`, `class 1:1`. */
  readonly qdiscs: Map<string, { readonly handle: string; readonly words: string }>;
  queueLength: number;
}

export type BatchKind = "sets" | "tables" | "qdiscs";

export interface FakeNetfilter extends Netfilter {
  /** Every batch, as `kind: line`. */
  readonly calls: readonly string[];
  create(netns: string): void;
  remove(netns: string): void;
  /** The next batch of that kind does its first lines and fails. */
  failNext(kind: BatchKind): void;
}

const kernelChains = ["filter INPUT", "filter OUTPUT", "mangle POSTROUTING"];

/** Starts with the namespaces that are named, all of them bare. */
export function fakeNetfilter(...names: readonly string[]): FakeNetfilter {
  const namespaces = new Map<string, Namespace>();
  const calls: string[] = [];
  const failing = new Set<BatchKind>();
  const create = (netns: string) => {
    const chains = new Map(kernelChains.map((chain) => [chain, []]));
    namespaces.set(netns, { sets: new Map(), chains, qdiscs: new Map(), queueLength: 0 });
  };
  for (const name of names) create(name);
  const batch = (kind: BatchKind, options: { netns: string; lines: readonly string[] }, apply: ApplyLine) => {
    const { lines } = options;
    const namespace = namespaces.get(options.netns);
    if (namespace === undefined) throw new Error(`no namespace ${options.netns}`);
    const fails = failing.delete(kind);
    for (const line of fails ? lines.slice(0, 1) : lines) {
      calls.push(`${kind}: ${line}`);
      apply(namespace, line);
    }
    if (fails) throw new Error(`${kind}: told to fail`);
  };
  return {
    calls,
    create,
    remove: (netns) => void namespaces.delete(netns),
    failNext: (kind) => void failing.add(kind),
    exists: async (netns) => namespaces.has(netns),
    async restoreSets(netns, lines) {
      if (lines.length > 0) batch("sets", { netns, lines }, applySet);
    },
    async setQueueLength(netns, { length }) {
      const namespace = namespaces.get(netns);
      if (namespace === undefined) throw new Error(`no namespace ${netns}`);
      namespace.queueLength = length;
    },
    async batchQdiscs(netns, lines) {
      if (lines.length > 0) batch("qdiscs", { netns, lines }, applyQdisc);
    },
    async restoreTables(netns, lines) {
      const namespace = namespaces.get(netns);
      if (lines.length === 0) return;
      // All or nothing: what fails leaves the old chains.
      const old = structuredClone(namespace?.chains);
      let table = "";
      try {
        batch("tables", { netns, lines }, (space, line) => {
          if (line.startsWith("*")) table = line.slice(1);
          else if (line !== "COMMIT") applyRule(space, table, line);
        });
      } catch (error) {
        if (namespace !== undefined && old !== undefined) namespace.chains = old;
        throw error;
      }
    },
    async rulesIn(netns) {
      const space = namespaces.get(netns);
      if (space === undefined) throw new Error(`no namespace ${netns}`);
      return snapshotOf(space);
    },
  };
}

function snapshotOf(space: Namespace): string[] {
  return [
    ...[...space.chains].flatMap(([chain, rules]) => [
      ...(kernelChains.includes(chain) ? [] : [chain]),
      ...rules.map((rule) => `${chain} ${rule}`),
    ]),
    ...[...space.sets].map(([name, members]) => `set ${name} ${members.join(" ")}`),
    ...(space.queueLength === 0 ? [] : [`link 2: eth0@if3: qlen ${space.queueLength}`]),
    ...[...space.qdiscs].map(([place, { handle, words }]) => `qdisc ${words} ${handle} ${place}`),
  ];
}

type ApplyLine = (namespace: Namespace, line: string) => void;

const applySet: ApplyLine = ({ sets, chains }, line) => {
  const [verb = "", name = "", ...rest] = line.split(" ");
  const members = sets.get(name);
  switch (verb) {
    case "create":
      sets.set(name, []);
      return;
    case "add":
      if (members === undefined) throw new Error(`no set ${name}`);
      members.push(...rest);
      return;
    case "destroy": {
      if (members === undefined) throw new Error(`no set ${name}`);
      const used = [...chains.values()].flat().some((rule) => rule.includes(` ${name} `));
      if (used) throw new Error(`set ${name} is in use`);
      sets.delete(name);
      return;
    }
    default:
      throw new Error(`ipset: ${line}`);
  }
};

function applyRule(space: Namespace, table: string, line: string): void {
  const { chains } = space;
  const [verb = "", name = "", ...rest] = line.split(" ");
  const rule = rest.join(" ");
  if (verb.startsWith(":")) {
    chains.set(`${table} ${verb.slice(1)}`, []);
    return;
  }
  const rules = chains.get(`${table} ${name}`);
  if (rules === undefined) throw new Error(`no chain ${table} ${name}`);
  switch (verb) {
    case "-A":
      checkReferences(space, table, rule);
      rules.push(rule);
      return;
    case "-I":
      rules.unshift(rest.slice(1).join(" "));
      return;
    case "-D":
      if (!rules.includes(rule)) throw new Error(`no such rule: ${line}`);
      rules.splice(rules.indexOf(rule), 1);
      return;
    case "-X": {
      const used = [...chains].some(([chain, all]) => chain.startsWith(table) && all.some((one) => jumps(one, name)));
      if (used || rules.length > 0) throw new Error(`chain ${name} is in use`);
      chains.delete(`${table} ${name}`);
      return;
    }
    default:
      throw new Error(`iptables: ${line}`);
  }
}

const jumps = (rule: string, chain: string): boolean => rule === `-j ${chain}`;

function checkReferences({ sets, chains }: Namespace, table: string, rule: string): void {
  const set = /--match-set (\S+)/.exec(rule)?.[1];
  if (set !== undefined && !sets.has(set)) throw new Error(`no set ${set}: ${rule}`);
  const target = /-j (CHAINDRILL\S+)/.exec(rule)?.[1];
  if (target !== undefined && !chains.has(`${table} ${target}`)) throw new Error(`no chain ${target}: ${rule}`);
}

const applyQdisc: ApplyLine = (namespace, line) => {
  const { qdiscs } = namespace;
  const added = /^qdisc add dev eth0 (root|parent (\S+)) handle (\S+) (.+)$/.exec(line);
  const classAdded = /^class add dev eth0 parent (\S+) classid (\S+) (.+)$/.exec(line);
  const classDeleted = /^class del dev eth0 classid (\S+)$/.exec(line);
  if (line === "qdisc del dev eth0 root") {
    if (qdiscs.size === 0) throw new Error("the device is bare");
    qdiscs.clear();
  } else if (added !== null) {
    const [, place = "", parent, handle = "", words = ""] = added;
    if (qdiscs.has(place)) throw new Error(`occupied: ${line}`);
    // Below a classless qdisc its only child is class 1 of its handle.
    const above = [...qdiscs.values()].some((qdisc) => `${qdisc.handle}1` === parent) || qdiscs.has(`class ${parent}`);
    if (parent !== undefined && !above) throw new Error(`no parent: ${line}`);
    qdiscs.set(place, { handle, words });
    // As the kernel does for a device without a queue.
    if (namespace.queueLength === 0) namespace.queueLength = 1000;
  } else if (classAdded !== null) {
    const [, parent = "", id = "", words = ""] = classAdded;
    if (![...qdiscs.values()].some((qdisc) => qdisc.handle === parent)) throw new Error(`no parent: ${line}`);
    qdiscs.set(`class ${id}`, { handle: "", words });
  } else if (classDeleted !== null) {
    if (!qdiscs.delete(`class ${classDeleted[1]}`)) throw new Error(`no class: ${line}`);
    qdiscs.delete(`parent ${classDeleted[1]}`);
  } else {
    throw new Error(`tc: ${line}`);
  }
};
