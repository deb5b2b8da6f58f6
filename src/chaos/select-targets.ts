// Chooses targets as Chaos Mesh does, once, at the request of the fault; but from a seed, so that a run can be repeated.
// https://github.com/chaos-mesh/chaos-mesh/blob/v2.8.3/pkg/selector/generic/mode.go

import { assert, assertNever } from "../base/assert.ts";
import type { NodeId } from "../base/ids.ts";
import type { Random } from "../base/random.ts";
import type { NodeSpec } from "../model/cluster.ts";
import type { Selection } from "../model/fault.ts";
import { matchesSelector, selectorCandidate } from "../model/match-selector.ts";

/** Chosen node ids, in order of id. Empty when nothing matches, or when random-max-percent draws 0. */
export function selectTargets(options: {
  selection: Selection;
  nodes: readonly NodeSpec[];
  /** Pod phase per node: "Running", "Failed". */
  phases: ReadonlyMap<NodeId, string>;
  /** A stream of this fault's own: the same seed and fault choose the same targets. */
  random: Random;
}): NodeId[] {
  const { selection, phases, random } = options;
  const matching = options.nodes
    .filter((node) => matchesSelector(selection.selector, selectorCandidate(node, phases.get(node.id))))
    .map((node) => node.id)
    .sort();
  return random.sample(matching, countOf({ selection, matching: matching.length, random })).sort();
}

function countOf(options: { selection: Selection; matching: number; random: Random }): number {
  const { selection, matching, random } = options;
  switch (selection.mode) {
    case "one":
      return Math.min(1, matching);
    case "all":
      return matching;
    case "fixed":
      return Math.min(numberIn(selection), matching);
    case "fixed-percent":
      return Math.ceil((matching * percentIn(selection)) / 100);
    case "random-max-percent":
      return Math.ceil((matching * random.below(percentIn(selection) + 1)) / 100);
    default:
      return assertNever(selection.mode);
  }
}

function percentIn(selection: Selection): number {
  const percent = numberIn(selection);
  assert(percent <= 100, `mode ${selection.mode} with value ${percent} got past the loader`);
  return percent;
}

function numberIn(selection: Selection): number {
  const { mode, value } = selection;
  assert(value !== undefined && /^[1-9]\d*$/.test(value), `mode ${mode} with value ${value} got past the loader`);
  return Number(value);
}
