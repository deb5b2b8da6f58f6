// Every kind and action of Chaos Mesh 2.8, and what each driver says about it. `chaindrill support` and the generated
// README of the manifests show the same rows.
// Kinds and actions: https://github.com/chaos-mesh/chaos-mesh/tree/v2.8.3/config/crd/bases

import type { FaultAction, FaultDriver, PodSelector, Selection, Support } from "../model/fault.ts";
import type { BackendFacts, BackendKind } from "../model/node.ts";

/** A driver, and what its backend can do on this machine. */
export interface DriverColumn {
  readonly driver: FaultDriver;
  readonly facts: BackendFacts;
}

export interface SupportRow {
  readonly kind: string;
  /** What `spec.action` says; the kind's own word where there is no such field, "*" for any. */
  readonly action: string;
  /** In the order of the columns. */
  readonly cells: readonly { readonly backend: BackendKind; readonly support: Support }[];
}

/** `kind/action` is what `faultType` tells of a fault of this row. */
const unsupported: Readonly<Record<string, readonly string[]>> = {
  NetworkChaos: ["delay", "loss", "duplicate", "corrupt", "netem", "bandwidth"],
  StressChaos: ["stress"],
  TimeChaos: ["time"],
  IOChaos: ["latency", "fault", "attrOverride", "mistake"],
  DNSChaos: ["error", "random"],
  HTTPChaos: ["http"],
  JVMChaos: ["latency", "return", "exception", "stress", "gc", "ruleData", "mysql"],
  KernelChaos: ["kernel"],
  BlockChaos: ["delay"],
  AWSChaos: ["ec2-stop", "ec2-restart", "detach-volume"],
  AzureChaos: ["vm-stop", "vm-restart", "disk-detach"],
  GCPChaos: ["node-stop", "node-reset", "disk-loss"],
  PhysicalMachineChaos: ["*"],
  Schedule: ["*"],
  Workflow: ["workflow"],
  StatusCheck: ["statuscheck"],
};

/** Asks every driver about every kind and action. */
export function supportMatrix(columns: readonly DriverColumn[]): SupportRow[] {
  return everyAction().map((action) => ({
    kind: action.kind === "unsupported" ? action.chaosKind : action.kind,
    action: action.action,
    cells: columns.map(({ driver, facts }) => ({ backend: driver.backend, support: driver.support(action, facts) })),
  }));
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

/** One well-formed action per row: what is asked is whether such a fault can be carried out at all. */
function everyAction(): FaultAction[] {
  return [
    { kind: "PodChaos", action: "pod-kill", selection: anyNode, gracePeriodMs: 0 },
    { kind: "PodChaos", action: "pod-failure", selection: anyNode },
    { kind: "PodChaos", action: "container-kill", selection: anyNode, containerNames: ["geth"] },
    {
      kind: "NetworkChaos",
      action: "partition",
      selection: anyNode,
      direction: "both",
      target: anyNode,
      externalTargets: [],
    },
    ...Object.entries(unsupported).flatMap(([chaosKind, actions]) =>
      actions.map((action): FaultAction => ({ kind: "unsupported", chaosKind, action })),
    ),
  ];
}

const anySelector: PodSelector = {
  namespaces: ["chain"],
  pods: undefined,
  labelSelectors: {},
  expressionSelectors: [],
  annotationSelectors: {},
  fieldSelectors: {},
  nodes: [],
  nodeSelectors: {},
  podPhaseSelectors: [],
};
const anyNode: Selection = { selector: anySelector, mode: "all", value: undefined };
