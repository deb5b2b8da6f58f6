import { describe, expect, it } from "vitest";
import { hostileResult, hostileText } from "../testing/hostile-result.ts";
import { readOpenMetrics } from "../testing/read-open-metrics.ts";
import { emptyResult, sampleResult } from "../testing/sample-result.ts";
import { cleanText } from "./clean-text.ts";
import { renderOpenMetrics } from "./open-metrics.ts";

describe("renderOpenMetrics", () => {
  it("writes an empty run", () => {
    expect(renderOpenMetrics(emptyResult())).toMatchInlineSnapshot(`
      "# TYPE chaindrill_run gauge
      # HELP chaindrill_run Always 1; the labels say which run this is.
      chaindrill_run{plan="drill",cluster="clique-5",backend="process",run="8f3a21c7",commit="",version="0.1.0",seed="1"} 1
      # TYPE chaindrill_run_started_seconds gauge
      # UNIT chaindrill_run_started_seconds seconds
      # HELP chaindrill_run_started_seconds When the run began, since the Unix epoch.
      chaindrill_run_started_seconds{plan="drill",cluster="clique-5",backend="process"} 1795399204.12
      # TYPE chaindrill_run_duration_seconds gauge
      # UNIT chaindrill_run_duration_seconds seconds
      # HELP chaindrill_run_duration_seconds How long the run took.
      chaindrill_run_duration_seconds{plan="drill",cluster="clique-5",backend="process"} 0
      # TYPE chaindrill_run_verdict gauge
      # HELP chaindrill_run_verdict 1 for the verdict of the run.
      chaindrill_run_verdict{plan="drill",cluster="clique-5",backend="process",status="unknown"} 1
      # TYPE chaindrill_run_comparable gauge
      # HELP chaindrill_run_comparable 1 when the numbers of the run may be compared with other runs', 0 when not.
      chaindrill_run_comparable{plan="drill",cluster="clique-5",backend="process"} 0
      # EOF
      "
    `);
  });

  it("writes every family of the rich result", () => {
    const text = renderOpenMetrics(sampleResult());
    expect(text.match(/^# (?:UNIT|HELP) .*$/gm)).toMatchInlineSnapshot(`
      [
        "# HELP chaindrill_run Always 1; the labels say which run this is.",
        "# UNIT chaindrill_run_started_seconds seconds",
        "# HELP chaindrill_run_started_seconds When the run began, since the Unix epoch.",
        "# UNIT chaindrill_run_duration_seconds seconds",
        "# HELP chaindrill_run_duration_seconds How long the run took.",
        "# HELP chaindrill_run_verdict 1 for the verdict of the run.",
        "# HELP chaindrill_run_comparable 1 when the numbers of the run may be compared with other runs', 0 when not.",
        "# HELP chaindrill_check_verdict 1 for the verdict of each check.",
        "# UNIT chaindrill_metric_seconds seconds",
        "# HELP chaindrill_metric_seconds Numbers of the run that other runs' can be compared with.",
        "# UNIT chaindrill_metric_ratio ratio",
        "# HELP chaindrill_metric_ratio Numbers of the run that other runs' can be compared with.",
        "# UNIT chaindrill_metric_per_second per_second",
        "# HELP chaindrill_metric_per_second Numbers of the run that other runs' can be compared with.",
        "# UNIT chaindrill_recovery_seconds seconds",
        "# HELP chaindrill_recovery_seconds Time until recovered, counted from injection, impact or clearing of the fault.",
        "# HELP chaindrill_recovered 1 when recovery was seen, or there was nothing to recover from; 0 when it was not seen.",
        "# UNIT chaindrill_unavailable_seconds seconds",
        "# HELP chaindrill_unavailable_seconds Unhealthy time since injection, in all.",
        "# UNIT chaindrill_reorg_depth_blocks blocks",
        "# HELP chaindrill_reorg_depth_blocks Deepest reorganisation after the fault.",
        "# UNIT chaindrill_acknowledged_transactions transactions",
        "# HELP chaindrill_acknowledged_transactions Transactions acknowledged at the level.",
        "# UNIT chaindrill_lost_transactions transactions",
        "# HELP chaindrill_lost_transactions Of them, those on no canonical chain in the end.",
        "# UNIT chaindrill_moved_transactions transactions",
        "# HELP chaindrill_moved_transactions Of them, those in another block in the end.",
        "# UNIT chaindrill_load_offered_per_second per_second",
        "# HELP chaindrill_load_offered_per_second Rate that was asked of the load.",
        "# UNIT chaindrill_load_achieved_per_second per_second",
        "# HELP chaindrill_load_achieved_per_second Rate that the load reached.",
        "# UNIT chaindrill_load_operations operations",
        "# HELP chaindrill_load_operations Operations of the load by how they ended.",
        "# UNIT chaindrill_load_latency_seconds seconds",
        "# HELP chaindrill_load_latency_seconds Latency from the intended start, where the samples are enough to tell the quantile.",
        "# UNIT chaindrill_load_latency_samples samples",
        "# HELP chaindrill_load_latency_samples Samples behind the latencies.",
        "# UNIT chaindrill_slo_good_ratio ratio",
        "# HELP chaindrill_slo_good_ratio Share of good events.",
        "# UNIT chaindrill_slo_target_ratio ratio",
        "# HELP chaindrill_slo_target_ratio Share of good events asked for.",
        "# UNIT chaindrill_slo_budget_spent_ratio ratio",
        "# HELP chaindrill_slo_budget_spent_ratio Share of the period's error budget that was spent: by the whole run, or by one fault.",
        "# HELP chaindrill_slo_alert_fires 1 when the burn-rate alert must have fired during the run, 0 when it must have been silent.",
      ]
    `);
  });

  it("says times in seconds", () => {
    const gauges = readOpenMetrics(renderOpenMetrics(sampleResult()));
    const service = gauges.filter(
      ({ name, labels }) =>
        name === "chaindrill_recovery_seconds" &&
        labels["fault"] === "majority-outage" &&
        labels["subject"] === "service",
    );
    expect(service.map(({ labels, value }) => [labels["from"], value])).toEqual([
      ["injection", 34.6],
      ["impact", 31.5],
      ["clearing", 4.1],
    ]);
  });

  it("leaves out what was not measured", () => {
    const text = renderOpenMetrics(sampleResult());
    expect(text).toContain('load="transfers",kind="submit",window="steady",quantile="0.99"} 0.021');
    expect(text).not.toContain('load="transfers",kind="submit",window="steady",quantile="0.999"}');
  });

  it("stays valid whatever a node said, and says it unchanged", () => {
    const gauges = readOpenMetrics(renderOpenMetrics(hostileResult()));
    expect(gauges.find(({ name }) => name === "chaindrill_slo_good_ratio")?.labels["slo"]).toBe(cleanText(hostileText));
  });

  it("can be read strictly", () => {
    expect(readOpenMetrics(renderOpenMetrics(sampleResult())).length).toBeGreaterThan(100);
    expect(readOpenMetrics(renderOpenMetrics(sampleResult({ invalid: ["dropped"] })))).toContainEqual(
      expect.objectContaining({ name: "chaindrill_run_comparable", value: 0 }),
    );
  });
});
