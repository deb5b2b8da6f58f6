// What every driver must do with the faults that not all backends carry out. A test file says which it expects to be
// carried out, so that one which is refused by mistake fails the test instead of disappearing from it.

import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { present } from "../../base/assert.ts";
import type { Evidence } from "../../model/fault.ts";
import { type FaultCase, type FaultCaseName, faultCases, requestOfCase } from "../../testing/fault-cases.ts";
import type { ConformanceBench } from "./conformance.ts";

/** Declares the tests on one network that they share; faults that are not expected must be refused with a reason. */
export function declareFaultConformance(options: {
  open: () => Promise<ConformanceBench>;
  carriesOut: readonly FaultCaseName[];
}): void {
  describe("faults that not every backend carries out", () => {
    let opened: ConformanceBench | undefined;
    beforeAll(async () => {
      opened = await options.open();
    }, 120_000);
    afterAll(async () => {
      await opened?.[Symbol.asyncDispose]();
    }, 60_000);

    it.each(Object.entries<FaultCase>(faultCases))("%s", { timeout: 60_000 }, async (name, wanted) => {
      const bench = present(opened, "the network");
      const request = requestOfCase(wanted, bench.cluster.nodes);
      const support = bench.driver.support(request.fault.action, bench.facts);
      if (!options.carriesOut.includes(name as FaultCaseName)) {
        expect(support).toMatchObject({ kind: "refused", why: expect.stringMatching(/\w+ \w+/) });
        return;
      }
      expect(support.kind === "refused" ? support.why : "carried out").toBe("carried out");
      expect(bench.driver.objection(request)).toBeUndefined();
      const active = await bench.settle(bench.driver.inject(request, bench.scope));
      expect(surprises(await bench.settle(active.evidence()))).toEqual([]);
      await bench.settle(active.revert());
      await bench.settle(active.revert());
      expect(surprises(await bench.settle(active.evidenceOfEnd()))).toEqual([]);
    });
  });
}

/** What was not as expected, for people; evidence without any observation is a surprise of its own. */
function surprises({ observations, seen }: Evidence): string[] {
  const unexpected = observations
    .filter((one) => !one.asExpected)
    .map((one) => `${one.what}: expected ${one.expected}, found ${one.found}`);
  return unexpected.length > 0 || seen ? unexpected : ["nothing was observed"];
}
