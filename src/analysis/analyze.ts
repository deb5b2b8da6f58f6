// The judge. Reads a recorded run and nothing else: the same run gives the same result, byte for byte, whenever and
// wherever it is judged.

import { eventsOf } from "../model/event.ts";
import type { TransactionFate } from "../model/operation.ts";
import type { RecordedRun } from "../model/recorded-run.ts";
import { type Result, resultVersion } from "../model/result.ts";
import { canaryLatencies } from "./canaries.ts";
import { checkLedger } from "./checkers/check-ledger.ts";
import { judgeExperiment } from "./experiment/judge-experiment.ts";
import { tellFates } from "./fates.ts";
import { faultResult } from "./fault-results.ts";
import { headline } from "./headline.ts";
import { summarizeLatencies } from "./latency.ts";
import { measureLoad } from "./loads/measure-load.ts";
import { environmentOf } from "./metrics/environment-of.ts";
import { invalidityOf } from "./metrics/invalidity-of.ts";
import { metricsOf } from "./metrics/metrics-of.ts";
import { judgeCrashes } from "./network/judge-crashes.ts";
import { judgeRpo } from "./objectives/judge-rpo.ts";
import { judgeRto } from "./objectives/judge-rto.ts";
import { judgeSlo } from "./objectives/judge-slo.ts";
import { recoverFault, type SubjectRecovery } from "./recovery/recover-fault.ts";
import { measureLoss } from "./rpo.ts";
import { type RunView, viewRun } from "./run-view.ts";
import { drawSeries } from "./series.ts";
import { measureSlo } from "./slo.ts";

export interface Analysis {
  readonly result: Result;
  readonly transactions: Iterable<TransactionFate>;
}

/** Judges a run: every metric and verdict of its result, and the fate of every transaction. */
export function analyze(run: RecordedRun): Analysis {
  const view = viewRun(run);
  const recoveries = new Map(view.windows.faults.map((fault) => [fault.name, recoverFault(view, fault)] as const));
  const losses = measureLoss(view, impactsOf(recoveries));
  const loads = run.plan.loads.map((load) => measureLoad(load, view));
  const slos = run.plan.objectives.slos.map((slo) => ({ slo, result: measureSlo(slo, view) }));
  const verdicts = [
    ...judgeExperiment(view, loads),
    judgeCrashes(run),
    ...judgeRto(view, recoveries),
    ...judgeRpo(view, losses),
    ...slos.map((one) => judgeSlo(view, one)),
    ...checkLedger(view),
  ];
  const faults = view.windows.faults.map((fault) =>
    faultResult(view, { fault, recoveries: recoveries.get(fault.name) ?? [] }),
  );
  const [canary, series] = [countCanaries(view), drawSeries(view)];
  const result: Result = {
    version: resultVersion,
    run: describeRun(view),
    environment: environmentOf(run),
    verdict: headline(verdicts),
    verdicts,
    metrics: metricsOf({ loads: loads.map(({ result }) => result), canary, faults }),
    invalid: invalidityOf(view, { loads, series }),
    faults,
    rpo: losses.map(({ level }) => level),
    loads: loads.map((load) => load.result),
    slos: slos.map((one) => one.result),
    canary,
    phases: view.windows.phases.map((span) => ({ ...span })),
    series,
    evidenceFiles: evidenceFiles(run),
  };
  return { result, transactions: tellFates(view.ledger) };
}

/** When each fault first hurt anybody: the service, or else a node. */
function impactsOf(recoveries: ReadonlyMap<string, readonly SubjectRecovery[]>): Map<string, number> {
  const impacts = new Map<string, number>();
  for (const [fault, subjects] of recoveries) {
    const times = subjects.flatMap(({ recovery }) => recovery.impactAtMs ?? []);
    if (times.length > 0) impacts.set(fault, Math.min(...times));
  }
  return impacts;
}

function describeRun({ run, windows }: RunView): Result["run"] {
  const { header, plan } = run;
  const { machine } = header;
  const ended = eventsOf(run.events, "run.ended").at(-1);
  return {
    id: header.runId,
    plan: plan.name,
    description: plan.description,
    kind: plan.kind,
    cluster: plan.cluster.name,
    backend: header.backend,
    seed: header.seed,
    startedAt: new Date(header.startedAtWallMs).toISOString(),
    durationMs: windows.endMs,
    endedHow: ended?.how ?? "unknown",
    commit: header.commit,
    chaindrillVersion: header.chaindrillVersion,
    tools: header.tools,
    machine: `${machine.cpus} x ${machine.cpuModel}, ${Math.round(machine.memoryMiB / 1024)} GiB, ${machine.platform} ${machine.arch}, Node ${machine.node}`,
    nodes: header.nodes,
    observers: header.observers,
  };
}

function countCanaries({ canaries }: RunView): Result["canary"] {
  let [included, bad] = [0, 0];
  for (const { latencyMs, judgement } of canaries) {
    if (latencyMs !== undefined) included += 1;
    if (judgement === "late") bad += 1;
  }
  return {
    sent: canaries.length,
    included,
    bad,
    latency: summarizeLatencies(canaryLatencies(canaries)),
  };
}

/** What journal/run-directory.ts and this module write. */
function evidenceFiles({ header, plan }: RecordedRun): string[] {
  return [
    "run.json",
    "inputs/plan.json",
    ...plan.faults.map((fault) => `inputs/manifests/${fault.name}.yaml`),
    "journal.ndjson",
    ...plan.loads.map((load) => `load/${load.name}.ndjson.gz`),
    "load/transactions.ndjson",
    ...header.nodes.map((node) => `nodes/${node.id}.log`),
  ];
}
