import { describe } from "vitest";
import { declareDriverConformance } from "../chaos/drivers/conformance.ts";
import { declareFaultConformance } from "../chaos/drivers/fault-conformance.ts";
import { openConformanceBench } from "./conformance-bench.fake.ts";

describe("the process driver on five real signers", () => {
  declareDriverConformance(() => openConformanceBench("process", { clock: false, http: false }));
  declareFaultConformance({
    open: () => openConformanceBench("process"),
    carriesOut: [
      ...(["delay to a target", "delay both ways", "rate", "bandwidth to a target"] as const),
      ...(["clock ten minutes back", "http abort", "http delay", "http code"] as const),
    ],
  });
});
