import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createSampleReader } from "./read-samples.ts";

// As k6 1.8.1 writes it.
const output = `metric_name,timestamp,metric_value,extra_tags,metadata
chaindrill_began,1795451633198746,1795451633198.000000,,
chaindrill_sent,1795451633198825,2.000000,,what=transaction%2F17
http_reqs,1795451633200109,1.000000,,what=transaction%2F17
http_req_duration,1795451633200109,0.512000,,
chaindrill_done,1795451633200381,2.000000,,what=rejected%2Frefused%2C%20%22no%22%20%26%20more%3Dso%0A
data_sent,1795451633200389,0.000000,,
vus,1795451633200400,5.000000,,
vus_max,1795451633200400,5.000000,,
dropped_iterations,1795451633300000,1.000000,,
chaindrill_done,1795451633400000,3.000000,,iter=4&what=ok%2F
`;

const samples = [
  { kind: "began", atWallMs: 1795451633198.746, beganAtWallMs: 1795451633198 },
  { kind: "sent", atWallMs: 1795451633198.825, vu: 2, what: "transaction/17" },
  { kind: "done", atWallMs: 1795451633200.381, vu: 2, outcome: "rejected", error: 'refused, "no" & more=so\n' },
  { kind: "heartbeat", atWallMs: 1795451633200.4 },
  { kind: "dropped", atWallMs: 1795451633300, count: 1 },
  { kind: "done", atWallMs: 1795451633400, vu: 3, outcome: "ok", error: undefined },
];

describe("createSampleReader", () => {
  it("picks the samples that matter out of k6's output", () => {
    expect(createSampleReader()(Buffer.from(output))).toEqual(samples);
  });

  it("finds the same however the output is cut into pieces", () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: output.length })), (cuts) => {
        const read = createSampleReader();
        const edges = [0, ...cuts.toSorted((a, b) => a - b), output.length];
        const pieces = edges.slice(1).map((edge, index) => Buffer.from(output.slice(edges[index], edge)));
        expect(pieces.flatMap(read)).toEqual(samples);
      }),
    );
  });

  it("leaves a last line without an end: a k6 that was killed may have cut it", () => {
    expect(createSampleReader()(Buffer.from("vus,1795451633200400,5.00"))).toEqual([]);
  });

  it("takes an outcome it does not know for unknown", () => {
    const read = createSampleReader();
    expect(read(Buffer.from("chaindrill_done,1000,1.000000,,what=maybe\n"))).toMatchObject([{ outcome: "unknown" }]);
  });
});
