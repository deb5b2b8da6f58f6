// One line for each event that matters to somebody who watches a log: phases, nodes, faults, trouble. Samples do not.

import { assertNever } from "../../base/assert.ts";
import { formatDuration } from "../../base/duration.ts";
import type { EventOf, RunEvent } from "../../model/event.ts";
import { cleanLine } from "../clean-text.ts";
import { formatCount, formatMoment } from "../format.ts";
import type { Look } from "./style.ts";

export interface EventNews {
  readonly text: string;
  /** good: green. trouble: yellow. bad: red. */
  readonly look: Look | undefined;
}

/** The line with the time since the start of the run; undefined for events nobody needs to read. */
export function describeEvent(event: RunEvent): string | undefined {
  const news = newsOf(event);
  return news === undefined ? undefined : `${formatMoment(event.atMs).padStart(6)}  ${news.text}`;
}

/** What happened, in words, and how it should look. */
export function newsOf(event: RunEvent): EventNews | undefined {
  const news = wordsOf(event);
  return news === undefined ? undefined : { text: cleanLine(news[0]), look: news[1] };
}

type Words = readonly [text: string, look?: Look | undefined];

function wordsOf(event: RunEvent): Words | undefined {
  switch (event.type) {
    case "phase.entered":
      return [`phase ${event.phase}`, "bold"];
    case "node.changed":
      return nodeWords(event);
    case "fault.requested":
      return [requestWords(event), "magenta"];
    case "fault.active":
      return activeWords(event);
    case "fault.reverted":
      return revertedWords(event);
    case "fault.refused":
      return [`fault ${event.fault} was not carried out: ${event.why}`, "red"];
    case "load.finished":
      return loadWords(event);
    case "harness.lagged":
      return [`the harness was ${formatDuration(event.lateMs)} late (${event.what})`, "yellow"];
    case "clock.stepped":
      return [`the wall clock moved by ${formatDuration(event.deltaMs)}`, "yellow"];
    case "chain.snapshot-failed":
      return [`the chain of ${event.node} could not be read: ${event.error}`, "yellow"];
    case "state.read-failed":
      return [`the ${event.what} of ${event.node} could not be read: ${event.error}`, "yellow"];
    case "nonce.gap":
      return gapWords(event);
    case "transactions.resent":
      return [`${event.hashes.length} transactions of ${event.load} were lost and sent again`, "yellow"];
    case "note":
      return [event.text];
    case "run.ended":
      return endWords(event);
    case "probe.sampled":
    case "block.seen":
    case "canary.sent":
    case "canary.resolved":
    case "load.sampled":
    case "machine.sampled":
    case "generator.sampled":
    case "harness.sampled":
    case "chain.snapshot":
    case "finality.sampled":
    case "receipts.read":
    case "balances.read":
    case "contract.read":
      return undefined;
    default:
      return assertNever(event);
  }
}

function gapWords({ load, account, nonce, waiting, repaired, why }: EventOf<"nonce.gap">): Words {
  const end = repaired ? "sent again" : `not repaired: ${why ?? "no reason was given"}`;
  return [`${account} of ${load} waits for its nonce ${nonce}, ${waiting} behind it; ${end}`, "yellow"];
}

function nodeWords(event: EventOf<"node.changed">): Words {
  const detail = event.detail === undefined ? "" : ` (${event.detail})`;
  const crashed = event.by === "nobody" && (event.state === "exited" || event.state === "stopped");
  if (crashed) return [`${event.node} ${event.state}, and nobody asked it to${detail}`, "red"];
  return [`${event.node} ${event.state}${event.by === "fault" ? " by a fault" : ""}${detail}`, "dim"];
}

function requestWords(event: EventOf<"fault.requested">): string {
  const against = event.peers.length === 0 ? "" : ` against ${event.peers.join(", ")}`;
  const time = event.durationMs === null ? "" : ` for ${formatDuration(event.durationMs)}`;
  const how = event.support === "native" ? "" : ", emulated";
  return `fault ${event.fault}: ${event.faultType} on ${event.targets.join(", ")}${against}${time}${how}`;
}

function activeWords({ fault, askedAtMs, evidence }: EventOf<"fault.active">): Words {
  if (evidence.seen) {
    return [`fault ${fault} is on, seen from outside after ${formatDuration(evidence.atMs - askedAtMs)}`, "magenta"];
  }
  return [`fault ${fault} did not bite${missing(evidence)}`, "red"];
}

function revertedWords({ fault, askedAtMs, how, evidence }: EventOf<"fault.reverted">): Words {
  const early = how === "abort" ? " early" : "";
  if (evidence.seen) {
    return [`fault ${fault} is over${early}, seen after ${formatDuration(evidence.atMs - askedAtMs)}`, "green"];
  }
  return [`fault ${fault} was undone${early}, but its end was not seen${missing(evidence)}`, "red"];
}

/** The first thing that was not as expected. */
function missing(evidence: EventOf<"fault.active">["evidence"]): string {
  const observation = evidence.observations.find((one) => !one.asExpected);
  if (observation === undefined) return "";
  return `: ${observation.what}: expected ${observation.expected}, found ${observation.found}`;
}

function loadWords(event: EventOf<"load.finished">): Words {
  const counts = `${formatCount(event.started)} started, ${formatCount(event.dropped)} dropped`;
  if (event.complaint !== undefined) return [`load ${event.load}: ${event.complaint} (${counts})`, "red"];
  return [`load ${event.load} finished: ${counts}`, event.dropped > 0 ? "yellow" : undefined];
}

function endWords(event: EventOf<"run.ended">): Words {
  const reason = event.reason === undefined ? "" : `: ${event.reason}`;
  const left = event.leftovers.length === 0 ? "" : `; could not undo: ${event.leftovers.join(", ")}`;
  return [`run ${event.how}${reason}${left}`, event.how === "completed" && left === "" ? "green" : "red"];
}
