// Reads the events that a journal is full of without JSON.parse. Only lines exactly as event-recorder.ts and the
// observers make them are read here, key by key; of any other line the scanner says nothing, and JSON.parse with the
// schema decides.

import type { EventOf, EventType, Outcome, RunEvent } from "../model/event.ts";
import { LineCursor } from "./line-cursor.ts";
import { Literal } from "./literal.ts";
import { TextCache } from "./text-cache.ts";

type Stamp = Pick<RunEvent, "seq" | "atMs" | "wallMs" | "source">;
type Tx = EventOf<"block.seen">["txs"][number];

const literal = (text: string) => new Literal(text);
const key = {
  seq: literal('{"seq":'),
  at: literal(',"atMs":'),
  wall: literal(',"wallMs":'),
  type: literal(',"type":"'),
  source: literal(',"source":"'),
  node: literal(',"node":"'),
  asked: literal(',"askedAtMs":'),
  answered: literal(',"answered":true,"height":'),
  unanswered: literal(',"answered":false,"error":"'),
  height: literal(',"height":'),
  hash: literal(',"hash":"'),
  peers: literal(',"peers":'),
  syncing: literal(',"syncing":'),
  pending: literal(',"pending":'),
  parentHash: literal(',"parentHash":"'),
  timestamp: literal(',"timestampS":'),
  gasUsed: literal(',"gasUsed":'),
  gasLimit: literal(',"gasLimit":'),
  baseFee: literal(',"baseFeeWei":"'),
  txs: literal(',"txs":['),
  txHash: literal('{"hash":"'),
  from: literal(',"from":"'),
  nonce: literal(',"nonce":'),
  call: literal(',"call":{"to":"'),
  selector: literal(',"selector":"'),
  id: literal(',"id":'),
  intended: literal(',"intendedAtMs":'),
  sent: literal(',"sentAtMs":'),
  outcome: literal(',"outcome":"'),
  error: literal(',"error":"'),
  included: literal(',"outcome":"included","latencyMs":'),
  block: literal(',"block":"'),
  cores: literal(',"cores":'),
  round: literal(',"round":'),
  hashes: literal(',"hashes":['),
  nonces: literal(',"nonces":{'),
  machineBusy: literal(',"machineCoresBusy":'),
  nodesBusy: literal(',"nodesCoresBusy":'),
  loadBusy: literal(',"loadCoresBusy":'),
  harnessBusy: literal(',"harnessCoresBusy":'),
} as const;

const scannedTypes = [
  "probe.sampled",
  "canary.sent",
  "canary.resolved",
  "block.seen",
  "machine.sampled",
  "chain.snapshot",
] as const satisfies readonly EventType[];
type ScannedType = (typeof scannedTypes)[number];
const types = scannedTypes.map((type) => ({ type, literal: literal(`${type}"`) }));
const outcomes: readonly { outcome: Outcome; literal: Literal }[] = (["ok", "rejected", "unknown"] as const).map(
  (outcome) => ({ outcome, literal: literal(`${outcome}"`) }),
);
const [isTrue, isFalse, isNull] = [literal("true"), literal("false"), literal("null")];
const [comma, endOfList, endOfObject] = [literal(","), literal("]"), literal("}")];
const [quote, colon] = [literal('"'), literal(":")];
const digits = /^\d+$/;

export class EventScanner {
  readonly #cursor = new LineCursor();
  // Where node names (signer-3) differ, and hashes: any two places of a hash would do.
  readonly #names = new TextCache([0, 4]);
  readonly #hashes = new TextCache([10, 58]);

  /** The event in `bytes[from, to)`; undefined when it is not exactly as expected. */
  scan(bytes: Buffer, { from, to }: { from: number; to: number }): RunEvent | undefined {
    const cursor = this.#cursor;
    cursor.start(bytes, from);
    cursor.expect(key.seq);
    const seq = cursor.count();
    cursor.expect(key.at);
    const atMs = cursor.number();
    cursor.expect(key.wall);
    const wallMs = cursor.number();
    cursor.expect(key.type);
    const type = this.#type();
    if (type === undefined || cursor.failed) return undefined;
    cursor.expect(key.source);
    const source = this.#name();
    const event = this.#body(type, { seq, atMs, wallMs, source });
    cursor.expect(endOfObject);
    return cursor.failed || cursor.at !== to ? undefined : event;
  }

  #type(): ScannedType | undefined {
    for (const { type, literal: text } of types) if (this.#cursor.matches(text)) return type;
    return undefined;
  }

  #body(type: ScannedType, stamp: Stamp): RunEvent {
    switch (type) {
      case "probe.sampled":
        return this.#probe(stamp);
      case "canary.sent":
        return this.#canarySent(stamp);
      case "canary.resolved":
        return this.#canaryResolved(stamp);
      case "block.seen":
        return this.#block(stamp);
      case "machine.sampled":
        return this.#machine(stamp);
      case "chain.snapshot":
        return this.#snapshot(stamp);
    }
  }

  #probe({ seq, atMs, wallMs, source }: Stamp): EventOf<"probe.sampled"> {
    const cursor = this.#cursor;
    const type = "probe.sampled";
    const node = this.#name(key.node);
    const askedAtMs = this.#number(key.asked);
    if (cursor.matches(key.unanswered)) {
      const error = this.#name();
      return { seq, atMs, wallMs, type, source, node, askedAtMs, answered: false, error };
    }
    const height = this.#count(key.answered);
    const hash = this.#hash(key.hash);
    const peers = this.#countOrNull(key.peers);
    const syncing = this.#flag(key.syncing);
    const pending = this.#countOrNull(key.pending);
    return { seq, atMs, wallMs, type, source, node, askedAtMs, answered: true, height, hash, peers, syncing, pending };
  }

  #canarySent({ seq, atMs, wallMs, source }: Stamp): EventOf<"canary.sent"> {
    const cursor = this.#cursor;
    const type = "canary.sent";
    const id = this.#count(key.id);
    const node = this.#name(key.node);
    const hash = this.#ownText(key.hash);
    const from = this.#ownText(key.from);
    const nonce = this.#count(key.nonce);
    const intendedAtMs = this.#number(key.intended);
    const sentAtMs = this.#number(key.sent);
    cursor.expect(key.outcome);
    const outcome = this.#outcome();
    const sent = { seq, atMs, wallMs, type, source, id, node, hash, from, nonce, intendedAtMs, sentAtMs } as const;
    return cursor.matches(key.error) ? { ...sent, outcome, error: this.#name() } : { ...sent, outcome };
  }

  #canaryResolved({ seq, atMs, wallMs, source }: Stamp): EventOf<"canary.resolved"> {
    const id = this.#count(key.id);
    const hash = this.#ownText(key.hash);
    // One that was given up is rare, and lacks what follows: it is for the parser.
    const latencyMs = this.#number(key.included);
    const block = this.#hash(key.block);
    const [type, outcome] = ["canary.resolved", "included"] as const;
    return { seq, atMs, wallMs, type, source, id, hash, outcome, latencyMs, block };
  }

  #block({ seq, atMs, wallMs, source }: Stamp): EventOf<"block.seen"> {
    const cursor = this.#cursor;
    const node = this.#name(key.node);
    const height = this.#count(key.height);
    const hash = this.#hash(key.hash);
    const parentHash = this.#hash(key.parentHash);
    const timestampS = this.#count(key.timestamp);
    const gasUsed = this.#number(key.gasUsed);
    const gasLimit = this.#number(key.gasLimit);
    const baseFeeWei = cursor.matches(key.baseFee) ? this.#name() : undefined;
    if (baseFeeWei !== undefined && !digits.test(baseFeeWei)) cursor.failed = true;
    const txs = this.#txs();
    const type = "block.seen";
    const gas = { gasUsed, gasLimit, txs };
    const block = { seq, atMs, wallMs, type, source, node, height, hash, parentHash, timestampS, ...gas } as const;
    return baseFeeWei === undefined ? block : { ...block, baseFeeWei };
  }

  #txs(): Tx[] {
    const cursor = this.#cursor;
    const txs: Tx[] = [];
    cursor.expect(key.txs);
    if (cursor.matches(endOfList)) return txs;
    do {
      const hash = this.#ownText(key.txHash);
      const from = this.#ownText(key.from);
      const nonce = this.#count(key.nonce);
      if (cursor.matches(key.call)) {
        const to = this.#name();
        const call = { to, selector: this.#name(key.selector) };
        cursor.expect(endOfObject);
        txs.push({ hash, from, nonce, call });
      } else txs.push({ hash, from, nonce });
      cursor.expect(endOfObject);
    } while (!cursor.failed && cursor.matches(comma));
    cursor.expect(endOfList);
    return txs;
  }

  #machine({ seq, atMs, wallMs, source }: Stamp): EventOf<"machine.sampled"> {
    const cores = this.#count(key.cores);
    const machineCoresBusy = this.#number(key.machineBusy);
    const nodesCoresBusy = this.#number(key.nodesBusy);
    const loadCoresBusy = this.#number(key.loadBusy);
    const harnessCoresBusy = this.#number(key.harnessBusy);
    const busy = { machineCoresBusy, nodesCoresBusy, loadCoresBusy, harnessCoresBusy };
    return { seq, atMs, wallMs, type: "machine.sampled", source, cores, ...busy };
  }

  /** One of a long chain is a line of megabytes, and most of what there is to say of a quiet run at its end. */
  #snapshot({ seq, atMs, wallMs, source }: Stamp): EventOf<"chain.snapshot"> {
    const cursor = this.#cursor;
    const node = this.#name(key.node);
    const round = this.#count(key.round);
    const asked = cursor.matches(key.asked) ? { askedAtMs: cursor.number() } : {};
    cursor.expect(key.hashes);
    const hashes: string[] = [];
    if (!cursor.matches(endOfList)) {
      do hashes.push(this.#ownText(quote));
      while (!cursor.failed && cursor.matches(comma));
      cursor.expect(endOfList);
    }
    const nonces = this.#nonces();
    return { seq, atMs, wallMs, type: "chain.snapshot", source, node, round, ...asked, hashes, nonces };
  }

  #nonces(): Record<string, number> {
    const cursor = this.#cursor;
    const nonces: [string, number][] = [];
    cursor.expect(key.nonces);
    if (cursor.matches(endOfObject)) return {};
    do {
      const sender = this.#ownText(quote);
      nonces.push([sender, this.#nonceAfter(sender)]);
    } while (!cursor.failed && cursor.matches(comma));
    cursor.expect(endOfObject);
    return Object.fromEntries(nonces);
  }

  /** The end of the name was its quote, so what follows is a colon. */
  #nonceAfter(sender: string): number {
    // JSON.parse and the schema differ from an object of one's own about this name.
    if (sender === "__proto__") this.#cursor.failed = true;
    return this.#count(colon);
  }

  #number(before: Literal): number {
    this.#cursor.expect(before);
    return this.#cursor.number();
  }

  #count(before: Literal): number {
    this.#cursor.expect(before);
    return this.#cursor.count();
  }

  #countOrNull(before: Literal): number | null {
    this.#cursor.expect(before);
    return this.#cursor.matches(isNull) ? null : this.#cursor.count();
  }

  #flag(before: Literal): boolean {
    this.#cursor.expect(before);
    if (this.#cursor.matches(isTrue)) return true;
    this.#cursor.expect(isFalse);
    return false;
  }

  #outcome(): Outcome {
    for (const { outcome, literal: text } of outcomes) if (this.#cursor.matches(text)) return outcome;
    this.#cursor.failed = true;
    return "unknown";
  }

  /** Nodes, sources and errors: few, and again and again. */
  #name(before?: Literal): string {
    if (before !== undefined) this.#cursor.expect(before);
    return this.#cursor.text(this.#names);
  }

  /** Of a block: every node tells it. */
  #hash(before: Literal): string {
    this.#cursor.expect(before);
    return this.#cursor.text(this.#hashes);
  }

  #ownText(before: Literal): string {
    this.#cursor.expect(before);
    return this.#cursor.ownText();
  }
}
