import { systemClock } from "../base/clock.ts";
import {
  type DriverColumn,
  type SupportRow as MatrixRow,
  renderSupportMatrix,
  supportMatrix,
} from "../chaos/support-matrix.ts";
import type { BackendFacts, BackendKind } from "../model/node.ts";
import { idealFacts } from "./backends.ts";
import { createDriver } from "./drivers.ts";

/** What each fault is, backend by backend. */
export type SupportRow = MatrixRow;

/** What each fault is on backends of which this is known: one row per kind and action of Chaos Mesh. */
export const supportRows = (facts: readonly BackendFacts[]): readonly SupportRow[] => supportMatrix(facts.map(column));

/** The same as a Markdown table. */
export const supportTable = (facts: readonly BackendFacts[]): string => renderSupportMatrix(facts.map(column));

/** For chaos/README.md, which must not depend on the machine that writes it: as if everything worked. */
export const idealSupportTable = (kinds: readonly BackendKind[]): string => supportTable(kinds.map(idealFacts));

// Nothing is injected: the agent is never asked for.
const column = (facts: BackendFacts): DriverColumn => ({
  driver: createDriver({ facts, netAgent: { why: "not asked for" }, clock: systemClock }),
  facts,
});
