// A result whose every free text tries to break the report that shows it.

import type { Result } from "../model/result.ts";
import { closedReads } from "./sample-load-results.ts";
import { sampleResult } from "./sample-result.ts";

/** Everything a node could say to break a report. */
export const hostileText = `<script>alert(1)</script><img src=x onerror=alert(2)> "'&| \`code\` ]]> --> \u0000\u001b[31mred\u001b]0;title\u0007\u202e\ud800 @everyone http://evil.example/\r\n# heading`;

/** The rich result with hostile text wherever a run can put text of its own. */
export function hostileResult(): Result {
  const rich = sampleResult();
  const text = hostileText;
  const renameKeys = <T>(record: Record<string, T>): Record<string, T> =>
    Object.fromEntries(Object.entries(record).map(([key, value]) => [`${key}${text}`, value]));
  return {
    ...rich,
    run: {
      ...rich.run,
      id: text,
      plan: text,
      description: text,
      cluster: text,
      backend: text,
      startedAt: text,
      endedHow: text,
      commit: text,
      chaindrillVersion: text,
      machine: text,
      tools: [{ name: text, version: text, how: text }],
      nodes: [{ id: text, role: text, client: text }],
      observers: [text],
    },
    environment: { machine: text, backend: text, scenario: text, clients: text, harness: text },
    verdict: { status: "fail", summary: text },
    verdicts: rich.verdicts.map((verdict) => ({ ...verdict, name: `${verdict.name}${text}`, summary: text })),
    metrics: rich.metrics.map((metric) => ({
      ...metric,
      name: `${metric.name}${text}`,
      title: text,
      value: 1e308,
      why: text,
    })),
    invalid: [text, text],
    faults: rich.faults.map((fault) => ({
      ...fault,
      name: text,
      faultType: text,
      experiment: text,
      why: text,
      targets: [text],
      peers: [text],
      recoveries: fault.recoveries.map((recovery) => ({ ...recovery, subject: text, note: text })),
    })),
    rpo: rich.rpo.map((level) => ({ ...level, lostHashes: [text] })),
    ...hostileLoads(rich),
    phases: rich.phases.map((span) => ({ ...span, phase: text })),
    series: { ...rich.series, heights: renameKeys(rich.series.heights), loads: renameKeys(rich.series.loads) },
    evidenceFiles: [text, "javascript:alert(1)", "/etc/passwd", "../up/one.log", "nodes/a b.log"],
  };
}

const hostileLoads = (rich: Result): Pick<Result, "loads" | "slos"> => ({
  loads: rich.loads.map((load) => ({
    ...load,
    name: hostileText,
    bottleneck: { limit: "generator", sentence: hostileText, evidence: [hostileText] },
    errors: [{ error: hostileText, count: 1 }],
    model: "closed",
    methods: closedReads().methods.map((method) => ({ ...method, method: hostileText })),
    submit: { ...load.submit, windows: load.submit.windows.map((window) => ({ ...window, window: hostileText })) },
  })),
  slos: rich.slos.map((slo) => ({
    ...slo,
    name: hostileText,
    displayName: hostileText,
    faults: slo.faults.map((entry) => ({ ...entry, fault: hostileText })),
    alerts: slo.alerts.map((alert) => ({ ...alert, note: hostileText })),
  })),
});
