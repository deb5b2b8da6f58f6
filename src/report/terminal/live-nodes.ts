import { assertNever } from "../../base/assert.ts";
import { headDistanceMax } from "../../model/cluster.ts";
import { formatCount, formatMoment, formatNumberOf, notMeasured } from "../format.ts";
import { type Line, piece, tableLines } from "./line.ts";
import type { LiveNode, LiveState } from "./live-state.ts";
import type { Look } from "./style.ts";

type Condition =
  | { readonly kind: "waiting" }
  | { readonly kind: "down" }
  | { readonly kind: "silent"; readonly error: string; readonly forMs: number }
  | { readonly kind: "syncing" }
  | { readonly kind: "behind"; readonly blocks: number }
  | { readonly kind: "in-step" };

/** A row per node in at most `room` lines, its head included; where they do not fit, those in trouble come first. */
export function nodeLines(state: LiveState, room: number): Line[] {
  const highest = state.nodes.reduce((high, { look }) => (look?.answered ? Math.max(high, look.height) : high), 0);
  const rated = state.nodes.map((node) => ({ node, condition: conditionOf(node, { highest, nowMs: state.nowMs }) }));
  const titles = ["node", "height", "peers", ""];
  const columns = titles.map(
    (title) => ({ title, align: title === "height" || title === "peers" ? "right" : "left" }) as const,
  );
  if (rated.length + 1 <= room) return tableLines(columns, rated.map(nodeRow));
  const troubled = rated.toSorted((a, b) => Number(isFine(a.condition)) - Number(isFine(b.condition)));
  const shown = troubled.slice(0, Math.max(1, room - 2));
  const rest = rated.length - shown.length;
  return [...tableLines(columns, shown.map(nodeRow)), [piece(`… and ${formatNumberOf(rest, "more node")}`, "dim")]];
}

const isFine = (condition: Condition): boolean => condition.kind === "in-step" || condition.kind === "waiting";

function conditionOf(node: LiveNode, seen: { highest: number; nowMs: number }): Condition {
  if (node.process === "exited" || node.process === "stopped") return { kind: "down" };
  if (node.look === undefined) return { kind: "waiting" };
  if (!node.look.answered) return { kind: "silent", error: node.look.error, forMs: seen.nowMs - node.look.sinceMs };
  if (node.look.syncing) return { kind: "syncing" };
  const blocks = seen.highest - node.look.height;
  return blocks > headDistanceMax ? { kind: "behind", blocks } : { kind: "in-step" };
}

function nodeRow({ node, condition }: { node: LiveNode; condition: Condition }): Line {
  const look = node.look?.answered && condition.kind !== "down" ? node.look : undefined;
  const [words, colour] = wordsOf(condition);
  return [
    piece(node.id, isFine(condition) ? undefined : colour),
    piece(look === undefined ? notMeasured : formatCount(look.height)),
    piece(look === undefined ? notMeasured : formatCount(look.peers)),
    piece(words, colour),
  ];
}

function wordsOf(condition: Condition): [words: string, colour: Look] {
  switch (condition.kind) {
    case "waiting":
      return ["not seen yet", "dim"];
    case "down":
      return ["✕ down", "red"];
    case "silent":
      return [`✕ no answer for ${formatMoment(condition.forMs)}: ${condition.error}`, "red"];
    case "syncing":
      return ["! catching up", "yellow"];
    case "behind":
      return [`! behind by ${formatNumberOf(condition.blocks, "block")}`, "yellow"];
    case "in-step":
      return ["✓", "green"];
    default:
      return assertNever(condition);
  }
}
