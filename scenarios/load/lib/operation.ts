// How an operation shows in k6's output. k6 reports what an HTTP request took, but neither which transaction it carried
// nor when the iteration began; two samples of our own say both. Run with `--out csv=-` they are lines such as
//
//   chaindrill_sent,1795451633198825,2.000000,,what=transaction/17      user 2 sends line 17 of the corpus, at that time
//   chaindrill_done,1795451633199409,2.000000,,what=rejected/refused    and has its answer
//
// A user has one operation at a time, so its number joins the two.

import exec from "k6/execution";
import { Trend } from "k6/metrics";

export type Outcome = "ok" | "rejected" | "unknown";

export interface Answer {
  readonly outcome: Outcome;
  /** Why it is not ok. */
  readonly error?: string;
}

const sent = new Trend("chaindrill_sent");
const done = new Trend("chaindrill_done");
/** When the schedule began, in Unix milliseconds; said by every user, because nobody knows who is first. */
const began = new Trend("chaindrill_began");

/** Runs one operation and reports its start and its outcome. `what` names it: "read/eth_call", "transaction/17". */
export function operation(what: string, work: () => Answer): Answer {
  if (exec.vu.iterationInScenario === 0) began.add(exec.scenario.startTime);
  report(sent, what);
  const answer = work();
  report(done, `${answer.outcome}/${answer.error ?? ""}`);
  return answer;
}

/** Reports an iteration that had nothing to send. */
export function nothingToDo(why: string): void {
  if (exec.vu.iterationInScenario === 0) began.add(exec.scenario.startTime);
  report(sent, `nothing/${why}`);
}

function report(metric: Trend, what: string): void {
  const metadata = exec.vu.metrics.metadata;
  // Encoded, so that no message of a node can break a line of the output or its columns.
  metadata["what"] = encodeURIComponent(what);
  metric.add(exec.vu.idInTest);
  delete metadata["what"];
}
