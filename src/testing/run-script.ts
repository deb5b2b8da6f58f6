// What a simulated run is told to do.

import type { EventBody } from "../model/event.ts";
import type { Plan } from "../model/plan.ts";
import type { SampleFaultKind } from "./sample-plan.ts";

export interface ScriptedFault {
  readonly name: string;
  readonly kind: SampleFaultKind;
  readonly targets: readonly string[];
  readonly peers?: readonly string[];
  /** On the run's clock; the network is steady from 12 s on. */
  readonly atMs: number;
  readonly forMs: number;
  /** No block is made for this long from `atMs` on. Default: the network does not notice. */
  readonly haltsForMs?: number;
  /** How much longer than the fault the targets stay behind. Default 500. */
  readonly targetsBackAfterMs?: number;
  /** False: carried out, but not seen from outside, and without effect. Default true. */
  readonly bites?: boolean;
  /** Set: it was never carried out, for this reason. */
  readonly refused?: string;
}

export interface RunScript {
  readonly plan: Plan;
  readonly drainAtMs: number;
  readonly endAtMs: number;
  readonly faults: readonly ScriptedFault[];
  /** How many blocks behind its head a node calls a block final. Undefined: its client has no such word. */
  readonly finalityLag: number | undefined;
  readonly ended: { readonly how: Extract<EventBody, { type: "run.ended" }>["how"]; readonly leftovers: string[] };
}
