// What the checkers of the last look at the state (C5, C9, C10) share: whether it was taken, of which nodes, and what
// the receipts say of a block.

import { type EventOf, eventsOf } from "../../model/event.ts";
import type { RunView } from "../run-view.ts";
import { type Finding, firstFew } from "../verdicts.ts";
import { skipped } from "./checker.ts";

export type ReadKind = "receipts" | "balances" | "contract";
export type ReceiptsRead = EventOf<"receipts.read">;

const nouns: Readonly<Record<ReadKind, string>> = {
  receipts: "receipts",
  balances: "balances",
  contract: "numbers of contracts",
};

/** The first version whose harness looks at the state in the end: 0.2. */
const looksSince = { major: 0, minor: 2 };

/** What keeps a checker from judging when not one such read is in the journal. */
export function lackOfReads(view: RunView, { kind, reads }: { kind: ReadKind; reads: number }): Finding | undefined {
  if (reads > 0) return undefined;
  const failures = failuresOf(view, kind);
  const { chaindrillVersion } = view.run.header;
  if (failures.length === 0 && isOlder(chaindrillVersion)) {
    return skipped(`recorded by Chaindrill ${chaindrillVersion}, which did not read ${nouns[kind]} yet`);
  }
  const why = failures[0] === undefined ? "" : `: ${failures[0].node} said ${failures[0].error}`;
  const evidence = failures.map((failure) => failure.seq);
  return { status: "unknown", summary: `no ${nouns[kind]} were read${why}`, evidence };
}

function isOlder(version: string): boolean {
  const [, major, minor] = /^(\d+)\.(\d+)\./.exec(version) ?? [];
  if (major === undefined || minor === undefined) return false;
  return Number(major) < looksSince.major || (Number(major) === looksSince.major && Number(minor) < looksSince.minor);
}

const failuresOf = (view: RunView, kind: ReadKind): EventOf<"state.read-failed">[] =>
  eventsOf(view.run.events, "state.read-failed").filter((failure) => failure.what === kind);

/** Unknown when some node was not judged: what it would have shown, nobody knows. */
export function lackOfNodes(
  view: RunView,
  { kind, judged, what }: { kind: ReadKind; judged: ReadonlySet<string>; what: string },
): Finding | undefined {
  const failures = new Map(failuresOf(view, kind).map((failure) => [failure.node, failure]));
  const without = view.run.header.nodes.map((node) => node.id).filter((id) => !judged.has(id));
  if (without.length === 0) return undefined;
  const named = without.map((id) => {
    const why = failures.get(id)?.error;
    return why === undefined ? id : `${id} (${why})`;
  });
  const evidence = without.flatMap((id) => failures.get(id)?.seq ?? []);
  return { status: "unknown", summary: `no ${what} from ${firstFew(named)}`, evidence };
}

/** Reads of one thing in order of height; of one height, in order of the journal. */
export const byHeight = <T extends { readonly height: number; readonly seq: number }>(reads: readonly T[]): T[] =>
  reads.toSorted((a, b) => a.height - b.height || a.seq - b.seq);

/** Receipts by block: those of a node itself where it gave them, else of any node. */
export function indexReceipts(
  reads: readonly ReceiptsRead[],
): (block: string, node: string) => ReceiptsRead | undefined {
  const byBlock = new Map<string, ReceiptsRead[]>();
  for (const read of reads) {
    const known = byBlock.get(read.hash);
    if (known === undefined) byBlock.set(read.hash, [read]);
    else known.push(read);
  }
  return (block, node) => {
    const known = byBlock.get(block);
    return known?.find((read) => read.node === node) ?? known?.[0];
  };
}
