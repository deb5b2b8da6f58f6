import { type EventOf, eventsOf } from "../../model/event.ts";
import type { RecordedRun } from "../../model/recorded-run.ts";
import type { Verdict } from "../../model/verdict.ts";
import { counted, firstFew, verdict } from "../verdicts.ts";

/** A node that ends without a fault or the harness asking for it is the product's failure, and ends the run. */
export function judgeCrashes(run: RecordedRun): Verdict {
  const changes = eventsOf(run.events, "node.changed");
  // The harness starts a node a second time only when the cluster lost a port to another program and begins again.
  const isStartRepeated = ({ node, seq }: EventOf<"node.changed">) =>
    changes.some(
      (later) => later.seq > seq && later.node === node && later.by === "harness" && later.state === "started",
    );
  const crashes = changes.filter((event) => event.by === "nobody" && !isStartRepeated(event));
  if (crashes.length > 0) {
    const told = crashes.map(({ node, detail }) => `${node}${detail === undefined ? "" : ` (${detail})`}`);
    const summary = `${counted(crashes.length, "node")} ended unasked: ${firstFew(told)}`;
    return verdict("network.crashes", { status: "fail", summary, evidence: crashes.map((event) => event.seq) });
  }
  if (eventsOf(run.events, "run.ended").length === 0) {
    return verdict("network.crashes", { status: "unknown", summary: "the record ends before the run did" });
  }
  return verdict("network.crashes", { status: "pass", summary: "no node ended unasked" });
}
