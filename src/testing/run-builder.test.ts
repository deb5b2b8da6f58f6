import { describe, expect, it } from "vitest";
import { eventBodySchema, eventsOf } from "../model/event.ts";
import { operationSchema } from "../model/operation.ts";
import { runHeaderSchema } from "../model/recorded-run.ts";
import { editEvents, simulatedRun } from "./run-builder.ts";

const fault = { name: "outage", kind: "pod-kill", targets: ["signer-0"], atMs: 20_000, forMs: 5_000 } as const;
const run = simulatedRun()
  .transfers({ name: "transfers", perSecond: 2, rejectEvery: { count: 5, error: "no" } })
  .contracts({ name: "contracts", perSecond: 1 })
  .finality(6)
  .fault(fault)
  .build();

describe("simulatedRun", () => {
  it("writes events, operations and a header that fit their schemas", () => {
    for (const { seq, atMs, wallMs, source, ...body } of run.events) {
      expect(eventBodySchema.safeParse(body).error, `event ${seq} at ${atMs}/${wallMs} of ${source}`).toBeUndefined();
    }
    for (const operation of run.operations.get("transfers") ?? []) {
      expect(operationSchema.safeParse(operation).error).toBeUndefined();
    }
    expect(runHeaderSchema.safeParse(run.header).error).toBeUndefined();
  });

  it("orders events by time and numbers them without a gap", () => {
    for (const [index, event] of run.events.entries()) {
      expect(event.seq).toBe(index);
      expect(event.atMs).toBeGreaterThanOrEqual(run.events[index - 1]?.atMs ?? 0);
    }
  });

  it("looks at every node's receipts, balances and contracts in the end", () => {
    const nodes = run.plan.cluster.nodes.length;
    const balances = eventsOf(run.events, "balances.read");
    expect(balances).toHaveLength(4 * nodes);
    expect(eventsOf(run.events, "contract.read")).toHaveLength(3 * balances.length);
    const top = Math.max(...balances.map((read) => read.height));
    expect(eventsOf(run.events, "receipts.read")).toHaveLength(top * nodes);
  });

  it("makes no block during a halt", () => {
    const halted = simulatedRun().halt({ fromMs: 20_000, toMs: 30_000 }).build();
    const during = eventsOf(halted.events, "block.seen").filter(({ atMs }) => atMs > 20_000 && atMs < 30_000);
    expect(during).toEqual([]);
  });

  it("keeps targets from answering while they are down, and observes with the others", () => {
    const silent = eventsOf(run.events, "probe.sampled").filter((event) => !event.answered);
    expect(new Set(silent.map((event) => event.node))).toEqual(new Set(["signer-0"]));
    expect(run.header.observers).not.toContain("signer-0");
  });

  it("lets nodes of a fork see side blocks that are not in the end", () => {
    const forked = simulatedRun()
      .fork({ height: 10, depth: 2, nodes: ["rpc-0"], txs: "moved" })
      .build();
    const atTen = eventsOf(forked.events, "block.seen").filter((block) => block.height === 10);
    expect(atTen).toHaveLength(2);
    const ends = eventsOf(forked.events, "chain.snapshot").map((event) => event.hashes.join());
    expect(new Set(ends).size).toBe(1);
  });
});

describe("editEvents", () => {
  it("changes and leaves out single events", () => {
    const edited = editEvents(run, (event) =>
      event.type === "machine.sampled" ? undefined : { ...event, source: "x" },
    );
    expect(eventsOf(edited.events, "machine.sampled")).toEqual([]);
    expect(new Set(edited.events.map((event) => event.source))).toEqual(new Set(["x"]));
  });
});
