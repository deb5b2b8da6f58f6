import { describe, expect, it } from "vitest";
import { eventsOf, type RunEvent } from "../model/event.ts";
import { editEvents, simulatedRun } from "../testing/run-builder.ts";
import { EventCollector } from "./stored-events.ts";

const run = simulatedRun()
  .transfers({ name: "transfers", perSecond: 2 })
  .fault({ name: "outage", kind: "pod-failure", targets: ["signer-0"], atMs: 20_000, forMs: 6_000 })
  .until(40_000)
  .build();

const stored = (events: Iterable<RunEvent>) => {
  const collector = new EventCollector();
  for (const event of events) collector.add(event);
  return collector.close();
};

describe("stored events", () => {
  it("are what was put in, again and again", () => {
    const events = stored(run.events);
    expect(events.length).toBe(run.events.length);
    expect([...events]).toEqual(run.events);
    expect([...events]).toEqual(run.events);
  });

  it("are found by type as in a list", () => {
    const events = stored(run.events);
    for (const type of ["probe.sampled", "canary.sent", "block.seen", "run.ended", "clock.stepped"] as const) {
      expect(eventsOf(events, type)).toEqual(eventsOf(run.events, type));
    }
  });

  it("are in the order in which they happened, not in which they were written", () => {
    const late = editEvents(run, (event) =>
      event.seq % 5 === 0 ? { ...event, atMs: event.atMs - 400 } : event,
    ).events;
    expect([...stored(late)]).toEqual(late.toSorted((a, b) => a.atMs - b.atMs || a.seq - b.seq));
  });

  it("keep looks that do not fit into columns", () => {
    const odd = editEvents(run, (event) =>
      event.type === "probe.sampled" && event.answered
        ? { ...event, ...(event.seq % 2 === 0 ? { height: 2 ** 40, peers: null } : { pending: null, wallMs: 0.5 }) }
        : event,
    ).events;
    expect([...stored(odd)]).toEqual(odd);
  });

  it("keep canaries that are unlike the first", () => {
    const odd = editEvents(run, (event) => {
      if (event.type === "canary.sent" && event.id % 3 === 1) return { ...event, outcome: "unknown", error: "reset" };
      if (event.type !== "canary.resolved" || event.id % 3 !== 2) return event;
      const { latencyMs: _, block: __, ...rest } = event;
      return { ...rest, outcome: "given-up" };
    }).events;
    expect([...stored(odd)]).toEqual(odd);
    expect(eventsOf(stored(odd), "canary.resolved")).toEqual(eventsOf(odd, "canary.resolved"));
  });

  it("number the looks as they come in the list", () => {
    const { probes } = stored(run.events);
    const listed = eventsOf(run.events, "probe.sampled");
    expect(Array.from(listed, (_, index) => probes.at(index))).toEqual(listed);
  });
});
