// `netagent` (native/netagent) works inside a network namespace: as a probe of what gets through, or as the queue that
// shapes packets. This is its typed client; the program comes from this repository, so its answers are taken as they are.

import type { Clock } from "../base/clock.ts";
import { type Conversation, openConversation } from "./conversation.ts";

export interface NetAgentOptions {
  /** Path of the program. */
  readonly binary: string;
  /** Path of the network namespace: `/run/netns/<name>` or `/proc/<pid>/ns/net`. */
  readonly netns: string;
  /** Marks of the run (RunScope.processMarks), by which a sweep finds the process. */
  readonly marks?: Readonly<Record<string, string>>;
  readonly clock: Clock;
  readonly signal?: AbortSignal | undefined;
}

export interface ListenPorts {
  readonly udpPort: number;
  readonly tcpPort: number;
}

export interface Reached {
  /** unreachable: there is no way there, such as no route; `detail` says why. */
  readonly outcome: "accepted" | "refused" | "timeout" | "unreachable";
  readonly afterMs: number;
  readonly detail?: string;
}

export interface Spread {
  readonly min: number;
  readonly p50: number;
  readonly mean: number;
  readonly max: number;
  readonly stddev: number;
}

export interface FlowSent {
  /** For asking the other end, by `received`. */
  readonly flow: string;
  readonly sent: number;
  /** Distinct echoes. */
  readonly received: number;
  /** As told by the echoes that came back: 0 when only the way back is cut. */
  readonly receivedByPeer: number;
  readonly duplicated: number;
  readonly reordered: number;
  /** Came through with a checksum that fits, and yet not as it was sent. */
  readonly corrupted: number;
  /** Packets the system refused to send, as when a rule drops them on their way out. */
  readonly sendErrors: number;
  /** Null when nothing came back. */
  readonly rttMs: Spread | null;
}

/** What arrived of a flow at the other end: the way there alone. */
export interface FlowReceived {
  readonly received: number;
  readonly duplicated: number;
  /** Packets that came after one that was sent later (RFC 4737, section 3). */
  readonly reordered: number;
  /** Of all flows: a corrupt packet cannot say whose it was. */
  readonly corrupted: number;
}

export interface BulkSent {
  /** As received by the peer. */
  readonly bytes: number;
  readonly elapsedMs: number;
  readonly bytesPerSecond: number;
}

export interface NetProbe extends AsyncDisposable {
  readonly pid: number;
  /** Opens a UDP echo and a TCP sink on all addresses of the namespace. Idempotent. */
  listen(): Promise<ListenPorts>;
  /** Tries one TCP connect. */
  reach(place: { address: string; port: number; withinMs: number }): Promise<Reached>;
  /** Sends numbered packets to another probe's echo and counts what comes back. */
  udp(flow: {
    address: string;
    port: number;
    count: number;
    everyMs: number;
    bytes: number;
    /** After the last packet, for echoes that are late. */
    waitMs: number;
  }): Promise<FlowSent>;
  received(flow: string): Promise<FlowReceived>;
  /** Sends as much as gets through to another probe's TCP listener. */
  bulk(place: { address: string; port: number; forMs: number }): Promise<BulkSent>;
}

interface Chance {
  readonly percent: number;
  readonly correlation: number;
}

/** What happens to packets with this fwmark, in netem's words (tc-netem(8)). */
export interface ShapeClass {
  readonly mark: number;
  readonly delayMs: number;
  readonly jitterMs: number;
  readonly delayCorrelation: number;
  readonly reorder: (Chance & { readonly gap: number }) | null;
  readonly loss: Chance | null;
  readonly duplicate: Chance | null;
  readonly corrupt: Chance | null;
  readonly rateBytesPerSecond: number | null;
}

export interface ClassCounters {
  readonly mark: number;
  readonly packets: number;
  readonly bytes: number;
  readonly delayed: number;
  readonly lost: number;
  readonly duplicated: number;
  readonly corrupted: number;
  readonly reordered: number;
  /** Dropped because too many were waiting. */
  readonly overflowed: number;
  readonly waiting: number;
}

export interface QueueCounters {
  readonly classes: readonly ClassCounters[];
  readonly copiesFailed: number;
  /** Packets that passed unshaped for want of room; null where the kernel does not tell. */
  readonly kernel: { readonly waiting: number; readonly noRoom: number; readonly notHandedOver: number } | null;
}

export interface NetQueue extends AsyncDisposable {
  readonly pid: number;
  /** Replaces all classes; resolves when they are in force. Packets of other marks pass at once. */
  shape(classes: readonly ShapeClass[]): Promise<void>;
  counters(): Promise<QueueCounters>;
  /** How it ended; undefined while it runs. */
  ended(): string | undefined;
}

/** On top of what a request takes by itself, on a machine that is busy with other things. */
const answerMsMax = 5_000;
/** The program gives up dialling after that long. */
const dialMsMax = 5_000;

/** Starts a probe in a network namespace. */
export async function startNetProbe(options: NetAgentOptions): Promise<NetProbe> {
  const talk = await open(options, ["probe"]);
  const ask = async <T>(op: string, takesMs: number, fields: object = {}) =>
    (await talk.ask({ op, withinMs: takesMs + answerMsMax, fields })) as T;
  return {
    pid: talk.pid,
    listen: () => ask("listen", 0),
    reach: (place) => ask("reach", place.withinMs, place),
    udp: (flow) => ask("udp", flow.count * flow.everyMs + flow.waitMs, flow),
    received: (flow) => ask("received", 0, { flow }),
    bulk: (place) => ask("bulk", place.forMs + 2 * dialMsMax, place),
    [Symbol.asyncDispose]: () => talk[Symbol.asyncDispose](),
  };
}

/** Starts the queue behind `-j NFQUEUE --queue-num <queue> --queue-bypass`. When it ends, packets pass unshaped. */
export async function startNetQueue(options: NetAgentOptions & { readonly queue: number }): Promise<NetQueue> {
  const talk = await open(options, ["queue", "--queue", String(options.queue)]);
  return {
    pid: talk.pid,
    async shape(classes) {
      await talk.ask({ op: "shape", withinMs: answerMsMax, fields: { classes } });
    },
    counters: async () => (await talk.ask({ op: "counters", withinMs: answerMsMax })) as QueueCounters,
    ended: talk.ended,
    [Symbol.asyncDispose]: () => talk[Symbol.asyncDispose](),
  };
}

function open(options: NetAgentOptions, mode: readonly string[]): Promise<Conversation> {
  return openConversation({
    what: `netagent in ${options.netns}`,
    command: "nsenter",
    // nsenter replaces itself by the program: the pid is the program's.
    args: [`--net=${options.netns}`, "--", options.binary, ...mode],
    ...(options.marks === undefined ? {} : { env: options.marks }),
    clock: options.clock,
    signal: options.signal,
  });
}
