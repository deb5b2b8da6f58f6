import { describe } from "vitest";
import { declareDriverConformance } from "../chaos/drivers/conformance.ts";
import { declareFaultConformance } from "../chaos/drivers/fault-conformance.ts";
import { faultCaseNames } from "../testing/fault-cases.ts";
import { missingForPods } from "../testing/missing-for-pods.ts";
import { openConformanceBench } from "./conformance-bench.fake.ts";

const missing = missingForPods();
const title = `the netns driver on five real signers${missing === undefined ? "" : ` (skipped: ${missing})`}`;

describe.skipIf(missing !== undefined)(title, () => {
  declareDriverConformance(() => openConformanceBench("netns", { clock: false, http: false }));
  declareFaultConformance({ open: () => openConformanceBench("netns"), carriesOut: faultCaseNames });
});
