import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { transactionFateSchema } from "../model/operation.ts";
import type { RecordedRun } from "../model/recorded-run.ts";
import { resultSchema } from "../model/result.ts";
import { editEvents, simulatedRun } from "../testing/run-builder.ts";
import { analyze } from "./analyze.ts";

const objectives = { rto: { serviceMs: 30_000, nodeMs: 60_000 }, rpo: { L1: 0, L2: 0 }, slos: [] };
const outage = { name: "outage", kind: "pod-failure", targets: ["signer-0"], atMs: 20_000, forMs: 6_000 } as const;
const drill = () =>
  simulatedRun()
    .plan({ objectives })
    .transfers({ name: "transfers", perSecond: 4 })
    .reads({ name: "reads", perSecond: 8 })
    .fault({ ...outage, haltsForMs: 7_000 });

const verdictsOf = (run: RecordedRun) =>
  analyze(run).result.verdicts.map(({ name, status, summary }) => `${status} ${name}: ${summary}`);
const named = (run: RecordedRun, name: string) => analyze(run).result.verdicts.find((verdict) => verdict.name === name);

describe("analyze", () => {
  it("gives a result and fates that fit their schemas", () => {
    const { result, transactions } = analyze(drill().build());
    expect(resultSchema.safeParse(result).error).toBeUndefined();
    for (const fate of transactions) expect(transactionFateSchema.safeParse(fate).error).toBeUndefined();
  });

  it("says for a healthy drill what was asked and found", () => {
    expect(verdictsOf(drill().build())).toMatchInlineSnapshot(`
      [
        "pass experiment.ended: the run completed",
        "pass experiment.fault-bit.outage: outage hit signer-0 and was seen from outside 50 ms after it was asked for",
        "pass experiment.fault-over.outage: outage was seen to be over",
        "pass experiment.load-rate.transfers: transfers: asked at least 99.0 % of the rate and no drops, found 4.0/s of 4.0/s (100.0 %), 0 dropped",
        "pass experiment.load-rate.reads: reads: asked at least 99.0 % of the rate and no drops, found 8.0/s of 8.0/s (100.0 %), 0 dropped",
        "pass experiment.watching: observers were looked at throughout; the harness was never late",
        "pass experiment.teardown: nothing of the run was left behind",
        "pass network.crashes: no node ended unasked",
        "pass rto.outage.service: service after outage: asked <= 30.0 s from injection, found 7.0 s (+-250 ms)",
        "pass rto.outage.node.signer-0: signer-0 after outage: asked <= 1 m 00 s from injection, found 6.5 s (+-250 ms)",
        "pass rpo.L1: transactions seen in a block (L1): asked <= 0 lost, found 0 of 348; with 95 % confidence fewer than 0.86 % are lost",
        "pass rpo.L2: transactions settled (L2): asked <= 0 lost, found 0 of 348; with 95 % confidence fewer than 0.86 % are lost",
        "pass ledger.C1: acknowledged transactions: 0 of 348 at L1, 0 of 348 at L2 lost",
        "pass ledger.C2: finality: 56 heights settled on 4 nodes, one block each; no node says by itself what is final",
        "pass ledger.C3: agreement on the settled chain: 4 nodes with the same blocks up to height 55",
        "pass ledger.C4: nonce continuity: 121 senders, no gap, no duplicate",
        "pass ledger.C5: conservation of wei: 126 balances on 4 nodes at 4 heights from 0 to 55: 6394502195172000 wei burned, nothing else made or lost; the sealers gained exactly the tips, 10962000051156000 wei",
        "pass ledger.C6: phantom transactions: 348 canonical transactions, all of them sent by this run",
        "pass ledger.C7: inclusion exactly once: 348 canonical transactions, none twice",
        "pass ledger.C8: head monotonicity: 1014 looks at 4 nodes, none went back",
        "pass ledger.C9: receipts: 4 nodes agree about 55 of 58 blocks, with 348 transactions",
        "skipped ledger.C10: contracts: the plan calls no contract",
        "pass ledger.C11: durability over restarts: 1 restart, nothing settled was lost",
        "pass ledger.C12: ledger as a whole: nothing wrong with 348 acknowledged transactions",
      ]
    `);
  });

  it("gives the same bytes for the same run, also when it was stored in between", () => {
    const run = drill().build();
    const stored = {
      ...run,
      ...(JSON.parse(JSON.stringify({ ...run, operations: [] })) as object),
      operations: run.operations,
    };
    expect(JSON.stringify(analyze(stored as RecordedRun))).toBe(JSON.stringify(analyze(run)));
  });

  it("never passes a run whose record was cut short, and never throws on one", () => {
    const run = simulatedRun()
      .plan({ objectives })
      .transfers({ name: "transfers", perSecond: 1 })
      .fault({ ...outage, haltsForMs: 7_000 })
      .until(45_000)
      .build();
    expect(analyze(run).result.verdict.status).toBe("pass");
    fc.assert(
      fc.property(fc.nat(run.events.length - 1), (length) => {
        const { result } = analyze({ ...run, events: run.events.slice(0, length) });
        expect(result.verdict.status).not.toBe("pass");
        expect(resultSchema.safeParse(result).error).toBeUndefined();
      }),
      { numRuns: 40, examples: [[0], [1], [run.events.length - 1]] },
    );
  });

  it("never throws on a run with events missing anywhere", () => {
    const run = drill().until(35_000).build();
    fc.assert(
      fc.property(fc.integer({ min: 2, max: 9 }), fc.nat(8), (every, rest) => {
        const holey = { ...run, events: run.events.filter((event) => event.seq % every !== rest % every) };
        expect(() => analyze(holey)).not.toThrow();
      }),
      { numRuns: 20 },
    );
  });
});

describe("RTO verdicts", () => {
  it("fails a recovery that took longer than asked", () => {
    const strict = { ...objectives, rto: { serviceMs: 5_000, nodeMs: undefined } };
    const run = drill().plan({ objectives: strict }).build();
    expect(named(run, "rto.outage.service")).toMatchInlineSnapshot(`
      {
        "evidence": [
          424,
          407,
          448,
          457,
          398,
          558,
        ],
        "name": "rto.outage.service",
        "status": "fail",
        "summary": "service after outage: asked <= 5.0 s from injection, found 7.0 s (+-250 ms)",
      }
    `);
    expect(analyze(run).result.verdict).toMatchInlineSnapshot(`
      {
        "status": "fail",
        "summary": "service after outage: asked <= 5.0 s from injection, found 7.0 s (+-250 ms)",
      }
    `);
  });

  it("fails when there was no recovery, and does not know when the fault did not bite", () => {
    const dead = simulatedRun()
      .plan({ objectives })
      .fault({ ...outage, haltsForMs: 90_000 })
      .build();
    expect(named(dead, "rto.outage.service")).toMatchObject({ status: "fail" });
    expect(named(dead, "rto.outage.service")?.summary).toMatchInlineSnapshot(
      `"service after outage: asked <= 30.0 s from injection, found no recovery: not recovered when observation ended 40.0 s after injection: no new block, canaries late"`,
    );
    const toothless = simulatedRun()
      .plan({ objectives })
      .fault({ ...outage, bites: false })
      .build();
    expect(named(toothless, "rto.outage.service")).toMatchObject({ status: "unknown" });
    expect(analyze(toothless).result.verdict.status).toBe("unknown");
  });

  it("does not know when observation ended while there was still time to recover", () => {
    const patient = { ...objectives, rto: { serviceMs: 60_000, nodeMs: undefined } };
    const cutShort = simulatedRun()
      .plan({ objectives: patient })
      .fault({ ...outage, haltsForMs: 90_000 })
      .build();
    expect(named(cutShort, "rto.outage.service")?.status).toBe("unknown");
    expect(named(cutShort, "rto.outage.service")?.summary).toMatchInlineSnapshot(
      `"service after outage: asked <= 1 m 00 s from injection, not known: not recovered when observation ended 40.0 s after injection: no new block, canaries late"`,
    );
  });

  it("passes a fault that nobody noticed, and says so", () => {
    const run = simulatedRun().plan({ objectives }).fault(outage).build();
    expect(named(run, "rto.outage.service")?.summary).toMatchInlineSnapshot(
      `"service after outage: asked <= 30.0 s from injection, found no impact: it was never unhealthy while the fault was on or after"`,
    );
  });

  it("judges only what the plan asks", () => {
    const run = simulatedRun().fault(outage).build();
    expect(analyze(run).result.verdicts.filter(({ name }) => /^(rto|rpo|slo)/.test(name))).toEqual([]);
  });
});

describe("RPO verdicts", () => {
  const nodes = ["signer-0", "signer-1", "signer-2", "rpc-0"];
  const losing = simulatedRun()
    .plan({ objectives })
    .transfers({ name: "transfers", perSecond: 4, senders: 10_000 })
    .fork({ height: 20, depth: 2, nodes, txs: "lost" });

  it("fails when something acknowledged is gone", () => {
    expect(named(losing.build(), "rpo.L1")).toMatchObject({ status: "fail" });
    expect(named(losing.build(), "rpo.L1")?.summary).toMatchInlineSnapshot(
      `"transactions seen in a block (L1): asked <= 0 lost, found 12 of 348 (0xa00000…0044, 0xa00000…0045, 0xa00000…0046 and 9 more)"`,
    );
  });

  it("does not know without the nodes' last word, or without one of them", () => {
    const run = drill().build();
    const gone = (node?: string) =>
      editEvents(run, (event) =>
        event.type === "chain.snapshot" && (node === undefined || event.node === node) ? undefined : event,
      );
    expect(named(gone(), "rpo.L1")?.summary).toMatchInlineSnapshot(
      `"transactions seen in a block (L1): asked <= 0 lost, not known: no node gave its final chain"`,
    );
    expect(named(gone("signer-1"), "rpo.L1")?.summary).toMatchInlineSnapshot(
      `"transactions seen in a block (L1): asked <= 0 lost, found 0 of 348, but there is no final chain of signer-1"`,
    );
  });
});
