// Writes down what probes, canaries and the harness would have recorded of a simulated network.

import type { EventBody, Phase, RunEvent } from "../model/event.ts";
import type { RunScript, ScriptedFault } from "./run-script.ts";
import { takeLastLook } from "./simulated-last-look.ts";
import type { SimulatedCanary, SimulatedOperations } from "./simulated-load.ts";
import type { SimulatedBlock, SimulatedNetwork } from "./simulated-network.ts";
import { baseFeeWeiOf, gasUsedBy } from "./simulated-state.ts";

export interface JournalSources {
  readonly script: RunScript;
  readonly network: SimulatedNetwork;
  readonly canaries: readonly SimulatedCanary[];
  readonly loads: readonly SimulatedOperations[];
  readonly observers: readonly string[];
}

interface Entry {
  readonly atMs: number;
  readonly source: string;
  readonly body: EventBody;
}

const startedAtWallMs = Date.UTC(2026, 0, 2, 3, 4, 5);
const steadyAtMs = 2_000;

/** All events in the order of their time, stamped. */
export function writeJournal(sources: JournalSources): RunEvent[] {
  const sightings = new Map<string, number>();
  const entries = [
    ...phases(sources.script),
    ...sources.script.faults.flatMap((fault) => faultEntries(fault)),
    ...probeEntries(sources, sightings),
    ...canaryEntries(sources, sightings),
    ...machineEntries(sources.script),
    ...loadEntries(sources),
    ...snapshotEntries(sources),
    ...lastLookEntries(sources),
    runEnded(sources.script),
  ];
  return entries
    .toSorted((a, b) => a.atMs - b.atMs)
    .map(({ atMs, source, body }, seq) => ({ seq, atMs, wallMs: startedAtWallMs + atMs, source, ...body }));
}

function phases({ plan, drainAtMs, endAtMs }: RunScript): Entry[] {
  const steadyEndMs = steadyAtMs + plan.steady.forMs;
  const at: readonly (readonly [Phase, number])[] = [
    ["preflight", 0],
    ["start", 100],
    ["steady", steadyAtMs],
    ["faults", steadyEndMs],
    ["drain", drainAtMs],
    ["collect", endAtMs - 3_000],
    ["teardown", endAtMs - 500],
  ];
  return at.map(([phase, atMs]) => ({ atMs, source: "run", body: { type: "phase.entered", phase } }));
}

function runEnded({ ended, endAtMs }: RunScript): Entry {
  return { atMs: endAtMs, source: "run", body: { type: "run.ended", how: ended.how, leftovers: [...ended.leftovers] } };
}

function faultEntries(fault: ScriptedFault): Entry[] {
  const source = "chaos";
  if (fault.refused !== undefined) {
    return [{ atMs: fault.atMs, source, body: { type: "fault.refused", fault: fault.name, why: fault.refused } }];
  }
  const seen = fault.bites !== false;
  const endMs = fault.atMs + fault.forMs;
  const observation = (asExpected: boolean, expected: string) =>
    fault.targets.map((target) => ({
      what: `${target} on RPC port`,
      expected,
      found: asExpected ? expected : "answered",
      asExpected,
    }));
  const oneShot = fault.kind === "pod-kill";
  const changes = seen && fault.kind !== "partition" ? fault.targets.flatMap((node) => restart(node, fault)) : [];
  return [
    {
      atMs: fault.atMs,
      source,
      body: {
        type: "fault.requested",
        fault: fault.name,
        faultType: fault.kind === "partition" ? "NetworkChaos/partition" : `PodChaos/${fault.kind}`,
        experiment: fault.name,
        targets: [...fault.targets],
        peers: [...(fault.peers ?? [])],
        durationMs: oneShot ? null : fault.forMs,
        support: "native",
        seed: 1,
      },
    },
    ...changes,
    {
      atMs: fault.atMs + 60,
      source,
      body: {
        type: "fault.active",
        fault: fault.name,
        askedAtMs: fault.atMs,
        evidence: { seen, atMs: fault.atMs + 50, observations: observation(seen, "refused") },
      },
    },
    {
      atMs: endMs + 210,
      source,
      body: {
        type: "fault.reverted",
        fault: fault.name,
        askedAtMs: endMs,
        how: oneShot ? "one-shot" : "duration",
        evidence: { seen: true, atMs: endMs + 200, observations: observation(true, "answers") },
      },
    },
  ];
}

function restart(node: string, fault: ScriptedFault): Entry[] {
  const change = (state: "exited" | "started", atMs: number): Entry => ({
    atMs,
    source: "cluster",
    body: { type: "node.changed", node, state, by: "fault" },
  });
  return [change("exited", fault.atMs + 10), change("started", fault.atMs + fault.forMs)];
}

/** Probes of all nodes on the grid, and first sightings of blocks. Fills `sightings`: block hash to observer's time. */
function probeEntries({ script, network, observers }: JournalSources, sightings: Map<string, number>): Entry[] {
  const entries: Entry[] = [];
  const known = new Set<string>();
  const nodes = script.plan.cluster.nodes.map((node) => String(node.id));
  for (let tickMs = 1_000; tickMs < script.endAtMs - 3_000; tickMs += script.plan.probe.everyMs) {
    for (const [index, node] of nodes.entries()) {
      const askedAtMs = tickMs + index;
      const chain = network.chainAt(node, askedAtMs);
      const atMs = askedAtMs + 3;
      const head = chain?.at(-1);
      const probe = { type: "probe.sampled", node, askedAtMs } as const;
      if (chain === undefined || head === undefined) {
        entries.push({ atMs, source: "observe", body: { ...probe, answered: false, error: "refused" } });
        continue;
      }
      const { height, hash } = head;
      const final = finalIn(chain, script);
      if (final !== undefined && tickMs % 1_000 === 0) {
        entries.push({ atMs, source: "observe", body: { type: "finality.sampled", node, ...final } });
      }
      const rest = { answered: true, height, hash, peers: nodes.length - 1, syncing: false, pending: 0 } as const;
      entries.push({ atMs, source: "observe", body: { ...probe, ...rest } });
      for (const block of chain.toReversed()) {
        const unseen = !known.has(block.hash);
        const unobserved = observers.includes(node) && !sightings.has(block.hash);
        if (!unseen && !unobserved) break;
        if (unobserved) sightings.set(block.hash, atMs);
        if (unseen) entries.push({ atMs, source: "observe", body: blockSeen(node, block) });
        known.add(block.hash);
      }
    }
  }
  return entries;
}

/** What the node calls final; undefined when its client has no word for it, or the chain is too young. */
function finalIn(
  chain: readonly SimulatedBlock[],
  { finalityLag }: RunScript,
): { height: number; hash: string } | undefined {
  const block = finalityLag === undefined ? undefined : chain[chain.length - 1 - finalityLag];
  return block === undefined ? undefined : { height: block.height, hash: block.hash };
}

function blockSeen(node: string, block: SimulatedBlock): EventBody {
  return {
    type: "block.seen",
    node,
    height: block.height,
    hash: block.hash,
    parentHash: block.parentHash,
    timestampS: Math.floor((startedAtWallMs + block.madeAtMs) / 1000),
    gasUsed: gasUsedBy(block),
    gasLimit: 30_000_000,
    baseFeeWei: String(baseFeeWeiOf(block)),
    txs: block.txs.map(({ hash, from, nonce, call }) => ({
      hash,
      from,
      nonce,
      ...(call === undefined ? {} : { call: { ...call } }),
    })),
  };
}

function canaryEntries({ script, network, canaries }: JournalSources, sightings: ReadonlyMap<string, number>): Entry[] {
  const blockOf = new Map<string, SimulatedBlock[]>();
  for (const block of network.blocks) {
    for (const tx of block.txs) blockOf.set(tx.hash, [...(blockOf.get(tx.hash) ?? []), block]);
  }
  const node = String(script.plan.canary.through[0] ?? script.plan.cluster.nodes[0]?.id);
  return canaries.flatMap(({ id, hash, from, nonce, intendedAtMs }) => {
    const times = { intendedAtMs, sentAtMs: intendedAtMs + 1 };
    const sent: EventBody = { type: "canary.sent", id, node, hash, from, nonce, ...times, outcome: "ok" };
    const first = (blockOf.get(hash) ?? [])
      .map((block) => ({ block: block.hash, atMs: sightings.get(block.hash) ?? Number.POSITIVE_INFINITY }))
      .toSorted((a, b) => a.atMs - b.atMs)[0];
    const included = first !== undefined && Number.isFinite(first.atMs);
    const resolvedAtMs = included ? first.atMs : script.endAtMs - 3_000;
    const resolved: EventBody = included
      ? {
          type: "canary.resolved",
          id,
          hash,
          outcome: "included",
          latencyMs: first.atMs - intendedAtMs,
          block: first.block,
        }
      : { type: "canary.resolved", id, hash, outcome: "given-up" };
    return [
      { atMs: intendedAtMs + 6, source: "observe", body: sent },
      { atMs: resolvedAtMs, source: "observe", body: resolved },
    ];
  });
}

function machineEntries(script: RunScript): Entry[] {
  const busy = { machineCoresBusy: 0.8, nodesCoresBusy: 0.4, loadCoresBusy: 0.2, harnessCoresBusy: 0.1 };
  const entries: Entry[] = [];
  for (let atMs = 1_000; atMs < script.endAtMs; atMs += 1_000) {
    entries.push({ atMs, source: "observe", body: { type: "machine.sampled", cores: 2, ...busy } });
  }
  return entries;
}

function loadEntries({ script, loads }: JournalSources): Entry[] {
  return loads.map(({ name, operations }) => {
    const dropped = operations.filter((operation) => operation.kind === "dropped").length;
    const started = operations.length - dropped;
    const body: EventBody = { type: "load.finished", load: name, exitCode: 0, started, dropped };
    return { atMs: script.drainAtMs + 50, source: "load", body };
  });
}

function lastLookEntries({ script, network, canaries, loads }: JournalSources): Entry[] {
  const senders = new Set([...canaries, ...loads.flatMap((load) => load.txs)].map((tx) => tx.from)).size;
  return takeLastLook({ script, network, senders }).map((look) => ({ ...look, source: "observe" }));
}

/** Two rounds of the whole chain of every node that answers, a second apart. */
function snapshotEntries({ script, network, canaries, loads }: JournalSources): Entry[] {
  const senders = new Set([...canaries, ...loads.flatMap((load) => load.txs)].map((tx) => tx.from));
  return [1, 2].flatMap((round) =>
    script.plan.cluster.nodes.map(({ id }, index): Entry => {
      const atMs = script.endAtMs - 3_500 + round * 1_000 + index;
      const chain = network.chainAt(id, atMs);
      const base = { node: String(id), round } as const;
      if (chain === undefined) {
        return { atMs, source: "observe", body: { type: "chain.snapshot-failed", ...base, error: "refused" } };
      }
      const hashes = chain.map((block) => block.hash);
      return {
        atMs,
        source: "observe",
        body: { type: "chain.snapshot", ...base, hashes, nonces: counts(chain, senders) },
      };
    }),
  );
}

function counts(chain: readonly SimulatedBlock[], senders: ReadonlySet<string>): Record<string, number> {
  const nonces = new Map([...senders].map((sender) => [sender, 0]));
  for (const block of chain) for (const tx of block.txs) nonces.set(tx.from, (nonces.get(tx.from) ?? 0) + 1);
  return Object.fromEntries(nonces);
}
