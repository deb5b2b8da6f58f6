import { type DriverColumn, renderSupportMatrix, type SupportRow, supportMatrix } from "../chaos/support-matrix.ts";
import type { BackendKind } from "../model/node.ts";
import { backendFacts } from "./backend-facts.ts";
import { createDriver } from "./drivers.ts";

/** What each fault is on these backends: one row per kind and action of Chaos Mesh. */
export const supportRows = (kinds: readonly BackendKind[]): readonly SupportRow[] => supportMatrix(columnsOf(kinds));

/** The same as the Markdown table of chaos/README.md. */
export const supportTable = (kinds: readonly BackendKind[]): string => renderSupportMatrix(columnsOf(kinds));

const columnsOf = (kinds: readonly BackendKind[]): DriverColumn[] =>
  kinds.map((kind) => ({ driver: createDriver(kind), facts: backendFacts(kind) }));
