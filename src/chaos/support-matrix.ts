// Every kind and action of Chaos Mesh 2.8, and what each driver says about it. `chaindrill support` and the generated
// README of the manifests show the same rows.
// Kinds and actions: https://github.com/chaos-mesh/chaos-mesh/tree/v2.8.3/config/crd/bases

import type { FaultDriver, Support } from "../model/fault.ts";
import type { BackendFacts, BackendKind } from "../model/node.ts";
import { everyAction } from "./support-matrix-actions.ts";

/** A driver, and what its backend can do on this machine. */
export interface DriverColumn {
  readonly driver: FaultDriver;
  readonly facts: BackendFacts;
}

export interface SupportRow {
  readonly kind: string;
  /** What `spec.action` says, or the kind's own word where there is no such field; more where that decides. "*": any. */
  readonly action: string;
  /** In the order of the columns. */
  readonly cells: readonly { readonly backend: BackendKind; readonly support: Support }[];
}

/** Asks every driver about every kind and action; Schedules and Workflows come down to those before a driver sees them. */
export function supportMatrix(columns: readonly DriverColumn[]): SupportRow[] {
  const faults = everyAction().map(({ kind, label, action }) =>
    rowOf({ kind, action: label }, columns, ({ driver, facts }) => driver.support(action, facts)),
  );
  const interpreted = Object.entries(interpretations).map(([kind, how]) =>
    rowOf({ kind, action: "*" }, columns, ({ driver, facts }) =>
      facts.available
        ? { kind: "emulated", how }
        : { kind: "refused", why: facts.why ?? `backend ${driver.backend} does not work here` },
    ),
  );
  return [...faults, ...interpreted];
}

/** What the reader of manifests does in place of Chaos Mesh's controllers, on every backend alike. */
const interpretations: Readonly<Record<string, string>> = {
  Schedule:
    "read into the faults that it starts, each of which is what its own row says; `@every` alone, for as long as the plan says with `for`: times by the clock on the wall would make each run another",
  Workflow:
    "read into the faults of its templates, each of which is what its own row says; Serial, Parallel, Suspend, Schedule and StatusCheck work, a Task, which runs a container in a cluster of Kubernetes, is refused",
  StatusCheck:
    "asked by the harness itself as a template of a Workflow, on nodes and on this machine; alone it injects nothing and is refused",
};

function rowOf(
  row: Pick<SupportRow, "kind" | "action">,
  columns: readonly DriverColumn[],
  support: (column: DriverColumn) => Support,
): SupportRow {
  return { ...row, cells: columns.map((column) => ({ backend: column.driver.backend, support: support(column) })) };
}

/** The matrix as Markdown: one word per cell, with a numbered note for what the word leaves out. */
export function renderSupportMatrix(columns: readonly DriverColumn[]): string {
  const notes: string[] = [];
  const noteFor = (text: string): number => {
    if (!notes.includes(text)) notes.push(text);
    return notes.indexOf(text) + 1;
  };
  const rows = supportMatrix(columns).map((row) => {
    const cells = row.cells.map(({ support }) => {
      const note = noteOf(support);
      return note === undefined ? support.kind : `${support.kind} (${noteFor(note)})`;
    });
    return tableRow([row.kind, row.action, ...cells]);
  });
  const head = ["kind", "action", ...columns.map(({ driver }) => driver.backend)];
  return [
    tableRow(head),
    tableRow(head.map(() => "---")),
    ...rows,
    "",
    ...notes.map((note, index) => `${index + 1}. ${note}`),
    "",
  ].join("\n");
}

function noteOf(support: Support): string | undefined {
  switch (support.kind) {
    case "native":
      return undefined;
    case "emulated":
      return support.how;
    case "refused":
      return support.why;
  }
}

function tableRow(cells: readonly string[]): string {
  return `| ${cells.join(" | ")} |`;
}
