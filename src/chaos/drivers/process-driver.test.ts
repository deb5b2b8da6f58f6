import { describe } from "vitest";
import { openFakeBench } from "./bench.fake.ts";
import { declareDriverConformance } from "./conformance.ts";

describe("process driver on a cluster in memory", () => {
  declareDriverConformance(async () => openFakeBench());
});
