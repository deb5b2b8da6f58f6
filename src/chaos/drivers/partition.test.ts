import { describe, expect, it } from "vitest";
import { partition, selectNodes } from "../../testing/sample-fault.ts";
import { processFacts as facts, failuresIn, openBroken, openFakeBench } from "./bench.fake.ts";

const anyone = selectNodes("signer-0");

describe("partition", () => {
  const split = partition({ from: anyone, to: anyone });

  it("cuts the links of each direction, and heals the cut by its name", async () => {
    await using b = openFakeBench();
    for (const direction of ["to", "from", "both"] as const) {
      const action = partition({ from: anyone, to: anyone, direction });
      const active = await b.inject(action, { sources: ["signer-0"], peers: ["signer-1", "rpc-0"] });
      await b.settle(active.evidence());
      await active.revert();
    }
    expect(b.cluster.calls).toMatchInlineSnapshot(`
      [
        "cut partition#0 signer-0>signer-1 signer-0>rpc-0",
        "heal partition#0",
        "cut partition#1 signer-1>signer-0 rpc-0>signer-0",
        "heal partition#1",
        "cut partition#2 signer-0>signer-1 signer-1>signer-0 signer-0>rpc-0 rpc-0>signer-0",
        "heal partition#2",
      ]
    `);
  });

  it("cuts no link from a node to itself", async () => {
    await using b = openFakeBench();
    const request = b.request(split, { sources: ["signer-0", "signer-1"], peers: ["signer-1", "signer-2"] });
    const active = await b.settle(b.driver.inject(request, b.scope));
    await b.settle(active.evidence());
    await active.revert();
    expect(b.cluster.calls[0]).not.toContain("signer-1>signer-1");
  });

  it("objects when nothing lies between the nodes, or nothing can be cut", async () => {
    await using b = openFakeBench();
    expect(b.driver.objection(b.request(split, { sources: ["signer-0"], peers: ["signer-0"] }))).toMatchInlineSnapshot(
      `"no link lies between signer-0 and signer-0"`,
    );
    await using single = openFakeBench({ links: false });
    expect(
      single.driver.objection(single.request(split, { sources: ["signer-0"], peers: ["signer-1"] })),
    ).toMatchInlineSnapshot(`"the nodes have no links that could be cut"`);
  });

  it("is refused without a target", async () => {
    await using b = openFakeBench();
    expect(b.driver.support(partition({ from: anyone, to: undefined }), facts)).toMatchInlineSnapshot(`
      {
        "kind": "refused",
        "why": "a partition without target cuts a pod off from everything, the harness included: name the target",
      }
    `);
  });

  it("is refused with externalTargets", async () => {
    await using b = openFakeBench();
    const action = partition({ from: anyone, to: anyone, externalTargets: ["1.1.1.1"] });
    expect(b.driver.support(action, facts)).toMatchInlineSnapshot(`
      {
        "kind": "refused",
        "why": "externalTargets (1.1.1.1): nodes on loopback have no outside to be cut off from",
      }
    `);
  });

  it("is seen by 50 ms of silence, dated from their start, and watched for a second", async () => {
    await using b = openFakeBench();
    const active = await b.inject(split, { sources: ["signer-0"], peers: ["signer-1"] });
    const evidence = await b.settle(active.evidence());
    expect(evidence).toMatchInlineSnapshot(`
      {
        "atMs": 2,
        "observations": [
          {
            "asExpected": true,
            "expected": "silence for 50 ms or more",
            "found": "silence for 1000 ms (answered after 2.0 ms before the cut)",
            "what": "link signer-0 to signer-1",
          },
          {
            "asExpected": true,
            "expected": "silence for 50 ms or more",
            "found": "silence for 1000 ms (answered after 2.0 ms before the cut)",
            "what": "link signer-1 to signer-0",
          },
        ],
        "seen": true,
      }
    `);
    await active.revert();
    expect(await b.settle(active.evidenceOfEnd())).toMatchInlineSnapshot(`
      {
        "atMs": 1004,
        "observations": [
          {
            "asExpected": true,
            "expected": "answered",
            "found": "closed",
            "what": "link signer-0 to signer-1",
          },
          {
            "asExpected": true,
            "expected": "answered",
            "found": "closed",
            "what": "link signer-1 to signer-0",
          },
        ],
        "seen": true,
      }
    `);
  });

  it("is watched no longer than until the undo", async () => {
    await using b = openFakeBench();
    const active = await b.inject(split, { sources: ["signer-0"], peers: ["signer-1"] });
    await b.clock.advance(300);
    await active.revert();
    const evidence = await active.evidence();
    expect(evidence).toMatchObject({ seen: true, atMs: 2 });
    expect(evidence.observations[0]?.found).toContain("silence for 300 ms");
  });

  it("needs a longer silence where peers answer slowly", async () => {
    await using b = openBroken("slow-peers");
    const active = await b.inject(split, { sources: ["signer-0"], peers: ["signer-1"] });
    const evidence = await b.settle(active.evidence());
    expect(evidence).toMatchObject({ seen: true, atMs: 40 });
    expect(evidence.observations[0]?.expected).toBe("silence for 120 ms or more");
    await active.revert();
    await b.settle(active.evidenceOfEnd());
  });

  it("is watched for half of a short duration", async () => {
    await using b = openFakeBench();
    const request = b.request(split, { sources: ["signer-0"], peers: ["signer-1"] });
    const short = { ...request, fault: { ...request.fault, durationMs: 400 } };
    const active = await b.settle(b.driver.inject(short, b.scope));
    expect((await b.settle(active.evidence())).observations[0]?.found).toContain("silence for 200 ms");
    await active.revert();
  });

  it("is not seen when the link passes on", async () => {
    await using b = openBroken("leaky-cut");
    const active = await b.inject(split, { sources: ["signer-0"], peers: ["signer-1"] });
    const evidence = await b.settle(active.evidence());
    expect(evidence.seen).toBe(false);
    expect(failuresIn(evidence)).toMatchInlineSnapshot(`
      [
        "link signer-0 to signer-1: expected silence for 50 ms or more, found closed after 2 ms (answered after 2.0 ms before the cut)",
        "link signer-1 to signer-0: expected silence for 50 ms or more, found closed after 2 ms (answered after 2.0 ms before the cut)",
      ]
    `);
    await active.revert();
  });

  it("is not seen when the probe was blind before the cut", async () => {
    await using b = openBroken("deaf-peers");
    const active = await b.inject(split, { sources: ["signer-0"], peers: ["signer-1"] });
    const evidence = await b.settle(active.evidence());
    expect(evidence.seen).toBe(false);
    expect(failuresIn(evidence)).toMatchInlineSnapshot(`
      [
        "link signer-0 to signer-1: expected silence for 50 ms or more, found silence for 1000 ms (no answer before the cut either, so the probe is blind)",
        "link signer-1 to signer-0: expected silence for 50 ms or more, found silence for 1000 ms (no answer before the cut either, so the probe is blind)",
      ]
    `);
    await active.revert();
  });

  it("is revoked when an answer comes late", async () => {
    await using b = openFakeBench();
    const active = await b.inject(split, { sources: ["signer-0"], peers: ["signer-1"] });
    await b.clock.advance(500);
    await b.cluster.links.heal("partition#0");
    const evidence = await b.settle(active.evidence());
    expect(evidence.seen).toBe(false);
    expect(failuresIn(evidence)).toMatchInlineSnapshot(`
      [
        "link signer-0 to signer-1: expected silence for 50 ms or more, found closed after 502 ms (answered after 2.0 ms before the cut)",
        "link signer-1 to signer-0: expected silence for 50 ms or more, found closed after 502 ms (answered after 2.0 ms before the cut)",
      ]
    `);
    await active.revert();
  });

  it("is not over when the links stay silent after the heal", async () => {
    await using b = openBroken("stuck-cut");
    const active = await b.inject(split, { sources: ["signer-0"], peers: ["signer-1"] });
    await b.settle(active.evidence());
    await active.revert();
    const end = await b.settle(active.evidenceOfEnd());
    expect(end.seen).toBe(false);
    expect(failuresIn(end)).toMatchInlineSnapshot(`
      [
        "link signer-0 to signer-1: expected answered, found silence",
        "link signer-1 to signer-0: expected answered, found silence",
      ]
    `);
  });
});
