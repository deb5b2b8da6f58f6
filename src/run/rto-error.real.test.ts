import { beforeAll, describe, expect, it } from "vitest";
import { present } from "../base/assert.ts";
import { makeTemporaryDirectory, removeTree } from "../platform/files.ts";
import { type KnownOutage, makeKnownOutages } from "../testing/known-outages.ts";
import { outagePlan } from "../testing/outage-plan.ts";
import { realTools } from "../testing/real-tools.ts";

const outageCount = 20;
const plan = outagePlan();
const probeMs = plan.probe.everyMs;

describe(`${outageCount} outages of known length on five signers`, () => {
  let outages: readonly KnownOutage[];

  beforeAll(async () => {
    const dir = await makeTemporaryDirectory("chaindrill-outages-");
    outages = await makeKnownOutages({ plan, count: outageCount, tools: await realTools(), dir });
    await removeTree(dir);
  }, 600_000);

  it("are all reported as recovered", () => {
    expect(outages).toHaveLength(outageCount);
    for (const { reported } of outages) expect(reported.recoveries.map(({ kind }) => kind)).not.toContain("unknown");
    for (const outage of outages) expect(serviceOf(outage).kind).toBe("recovered");
  });

  it("begin and end, for every stopped node, within one probe interval of when they did", () => {
    for (const outage of outages) {
      for (const node of outage.reported.targets) {
        const { impactAtMs } = recoveryOf(outage, node);
        expect(Math.abs(present(impactAtMs, "its begin") - outage.stoppedAtMs), node).toBeLessThanOrEqual(probeMs);
        // One that has to sync first is back later than it was continued, and is reported so.
        const late = outage.syncing.has(node) ? Number.POSITIVE_INFINITY : probeMs;
        const errorMs = recoveredAt(outage, node) - outage.continuedAtMs;
        expect(errorMs, node).toBeGreaterThanOrEqual(0);
        expect(errorMs, node).toBeLessThanOrEqual(late);
      }
    }
  });

  it("are over, for the service, within one probe interval of the head that a second observer saw", () => {
    for (const outage of outages) {
      // A probe tells what was true while it was under way, so its own time comes on top of the interval.
      const errorMs = Math.abs(recoveredAt(outage, "service") - outage.nextHeadAtMs);
      expect(errorMs).toBeLessThanOrEqual(probeMs + outage.probeTookMs);
    }
  });
});

const recoveryOf = (outage: KnownOutage, subject: string) =>
  present(
    outage.reported.recoveries.find((recovery) => recovery.subject === subject),
    `the recovery of ${subject}`,
  );
const serviceOf = (outage: KnownOutage) => recoveryOf(outage, "service");
const recoveredAt = (outage: KnownOutage, subject: string) =>
  present(recoveryOf(outage, subject).recoveredAtMs, `the end of ${subject}'s outage`);
