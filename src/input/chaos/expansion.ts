// Collects the faults and status checks that a Schedule or a Workflow comes down to.

import { formatDuration } from "../../base/duration.ts";
import { isOneShot } from "../../model/fault.ts";
import type { FaultStart, PlannedCheck, PlannedFault, Timed } from "../../model/plan.ts";
import type { Finding, Findings } from "../findings.ts";
import type { Path } from "../yaml-document.ts";
import { type CheckBody, type Experiment, type FaultBody, faultOf } from "./experiment.ts";
import { laterBy, latestOf, type Moment } from "./moment.ts";

/** A planned fault, and where it stands in its manifest. */
export interface Part {
  readonly planned: PlannedFault;
  readonly path: Path;
  readonly durationPath: Path;
}

export interface ExpandOptions {
  /** Of the fault in the plan; of the experiment where there is no plan. */
  readonly name: string;
  readonly start?: FaultStart | undefined;
  /** How long a Schedule goes on; undefined: to its first start. */
  readonly forMs?: number | undefined;
  /** Of what nothing would end, and of what is not interpreted here. */
  readonly severity: "error" | "warning";
  readonly findings: Findings;
}

/** Anything that starts more is a mistake, such as seconds for minutes. */
const partsMax = 200;
/** Templates may hold each other many times over, down to nothing at all. */
const templatesMax = 2000;

export class Expansion {
  readonly parts: Part[] = [];
  readonly checks: { readonly planned: PlannedCheck; readonly path: Path }[] = [];
  readonly options: ExpandOptions;
  readonly #experiment: Experiment;
  readonly #taken = new Set<string>();
  #templatesEntered = 0;

  constructor(experiment: Experiment, options: ExpandOptions) {
    this.#experiment = experiment;
    this.options = options;
  }

  get isFull(): boolean {
    return this.parts.length + this.checks.length >= partsMax || this.#templatesEntered >= templatesMax;
  }

  /** Counts a step of a Workflow, and says once when there are too many. */
  enterTemplate(path: Path): void {
    this.#templatesEntered += 1;
    if (this.#templatesEntered !== templatesMax) return;
    const message = `expected fewer than ${templatesMax} steps of one workflow, found more`;
    this.report({ path, message, hint: "name fewer children" });
  }

  report(finding: Finding): void {
    this.options.findings[this.options.severity === "error" ? "error" : "warn"](finding);
  }

  /** A fault that nothing would end: wrong in a plan, worth a word elsewhere. */
  checkHasEnd({ action, durationMs, path }: FaultBody, what: string): void {
    if (durationMs !== undefined || isOneShot(action)) return;
    this.report({
      path: [...path, "duration"],
      message: `expected a duration, found none: nothing would end ${what}`,
      hint: `add duration: 30s under ${path.at(-1)}`,
    });
  }

  /** Under a name that no other part has: a template may be a child of several. */
  uniqueName(wanted: string): string {
    let name = wanted;
    for (let again = 2; this.#taken.has(name); again += 1) name = `${wanted}-${again}`;
    this.#taken.add(name);
    return name;
  }

  /** Adds a fault that goes on for `durationMs`, if it is none that happens once; returns when it is over. */
  addFault(fault: {
    name: string;
    body: FaultBody;
    at: Moment;
    durationMs: number | undefined;
    durationPath: Path;
  }): Moment {
    const { name, body, at, durationMs, durationPath } = fault;
    if (this.isFull) return at;
    const once = isOneShot(body.action);
    const spec = faultOf(this.#experiment, {
      body,
      name: [this.#experiment.name, ...name.split("/").slice(1)].join("-"),
      durationMs: once ? undefined : durationMs,
    });
    this.parts.push({ planned: { ...this.#timed(name, at), spec }, path: body.path, durationPath });
    if (this.isFull) {
      this.report({
        path: body.path,
        message: `expected fewer than ${partsMax} faults of one experiment, found more by ${formatDuration(at.soonestMs)}`,
        hint: "let it go on for less time, or start them less often",
      });
    }
    const over = { ...at, waits: [{ name, plusMs: 0 }] };
    return once ? latestOf(at, over) : { ...laterBy(at, durationMs ?? 0), waits: over.waits };
  }

  /** Adds a status check that is over after `longestMs`; returns when it is. */
  addCheck(added: {
    name: string;
    check: CheckBody;
    aborts: boolean;
    at: Moment;
    deadlineMs: number | undefined;
    longestMs: number;
    path: Path;
  }): Moment {
    const { name, check, aborts, at, deadlineMs, longestMs, path } = added;
    if (this.isFull) return at;
    this.checks.push({ planned: { ...this.#timed(name, at), ...check, deadlineMs, aborts }, path });
    return { soonestMs: at.soonestMs, latestMs: at.latestMs + longestMs, waits: [{ name, plusMs: 0 }] };
  }

  #timed(name: string, { soonestMs, waits }: Moment): Timed {
    const { start = { kind: "at", atMs: 0 } } = this.options;
    const later: FaultStart =
      start.kind === "at"
        ? { kind: "at", atMs: start.atMs + soonestMs }
        : { ...start, ...(soonestMs === 0 ? {} : { plusMs: soonestMs }) };
    return { name, start: later, ...(waits.length === 0 ? {} : { waitsFor: waits }) };
  }
}
