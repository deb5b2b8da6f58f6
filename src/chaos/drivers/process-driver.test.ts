import { describe } from "vitest";
import { openFakeBench } from "./bench.fake.ts";
import { declareDriverConformance } from "./conformance.ts";
import { declareFaultConformance } from "./fault-conformance.ts";

describe("process driver on a cluster in memory", () => {
  declareDriverConformance(async () => openFakeBench());
  declareFaultConformance({
    open: async () => openFakeBench(),
    carriesOut: ["delay to a target", "delay both ways", "rate", "bandwidth to a target"],
  });
});
