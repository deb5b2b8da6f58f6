import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { RunEvent } from "../model/event.ts";
import { simulatedRun } from "../testing/run-builder.ts";
import { parseEvent } from "./read-events.ts";
import { EventScanner } from "./scan-event.ts";

function scan(line: string, scanner = new EventScanner()): RunEvent | undefined {
  const bytes = Buffer.from(`${line}\n`);
  return scanner.scan(bytes, { from: 0, to: bytes.length - 1 });
}

const ms = fc.oneof(
  fc.nat().map((us) => us / 1000),
  fc.double({ noNaN: true, noDefaultInfinity: true }),
  fc.constantFrom(0, -0, 1e21, 1e-7, -12.5, 5413.659639999999),
);
const count = fc.oneof(fc.nat(), fc.maxSafeNat(), fc.integer({ min: -3, max: 3 }));
const countOrNull = fc.option(count, { nil: null });
const name = fc.oneof(fc.constantFrom("rpc-0", "signer-1", "observe", ""), fc.string(), fc.string({ unit: "binary" }));
const hash = fc.oneof(fc.stringMatching(/^0x[0-9a-f]{64}$/), name);
const wei = fc.oneof(
  fc.nat().map((amount) => String(amount)),
  name,
);

const body = <T extends RunEvent["type"], F extends object>(
  type: T,
  fields: { [K in keyof F]: fc.Arbitrary<F[K]> },
  optional: readonly (keyof F)[] = [],
) => {
  const requiredKeys = (Object.keys(fields) as (keyof F)[]).filter((key) => !optional.includes(key));
  const stamp = fc.record({ seq: count, atMs: ms, wallMs: ms });
  return fc
    .tuple(stamp, name, fc.record(fields, { requiredKeys }))
    .map(([at, source, rest]) => ({ ...at, type, source, ...rest }));
};
const call = fc.record({ to: hash, selector: name });
const tx = fc.record({ hash, from: hash, nonce: count, call }, { requiredKeys: ["hash", "from", "nonce"] });
const seenAs = { answered: fc.constant(true), height: count, hash, peers: countOrNull };
const sends = { id: count, node: name, hash, from: hash, nonce: count, intendedAtMs: ms, sentAtMs: ms };
const gas = { gasUsed: ms, gasLimit: ms, baseFeeWei: wei };
const busy = { machineCoresBusy: ms, nodesCoresBusy: ms, loadCoresBusy: ms, harnessCoresBusy: ms };
const nonces = fc.dictionary(name, count, { maxKeys: 3 });
const header = { node: name, height: count, hash, parentHash: hash, timestampS: count };

const line = fc
  .oneof(
    body("probe.sampled", { node: name, askedAtMs: ms, ...seenAs, syncing: fc.boolean(), pending: countOrNull }),
    body("probe.sampled", { node: name, askedAtMs: ms, answered: fc.constant(false), error: name }),
    body("canary.sent", { ...sends, outcome: fc.constantFrom("ok", "rejected", "unknown", "no"), error: name }, [
      "error",
    ]),
    body(
      "canary.resolved",
      { id: count, hash, outcome: fc.constantFrom("included", "given-up"), latencyMs: ms, block: hash },
      ["latencyMs", "block"],
    ),
    body("block.seen", { ...header, ...gas, txs: fc.array(tx, { maxLength: 3 }) }, ["baseFeeWei"]),
    body("machine.sampled", { cores: count, ...busy }),
    body("chain.snapshot", { node: name, round: count, askedAtMs: ms, hashes: fc.array(hash), nonces }, ["askedAtMs"]),
  )
  .map((event) => JSON.stringify(event));

/** One scanner for all lines, as in a journal: what it remembers of one must not show in another. */
function expectToAgree(lines: fc.Arbitrary<string>, numRuns: number): void {
  const scanner = new EventScanner();
  fc.assert(
    fc.property(lines, (text) => {
      const found = scan(text, scanner);
      if (found !== undefined) expect(found).toEqual(parseEvent(text));
    }),
    { numRuns },
  );
}

describe("EventScanner", () => {
  it("reads what the harness writes of heads, blocks, canaries and the machine", () => {
    const scanner = new EventScanner();
    const run = simulatedRun()
      .contracts({ name: "calls", perSecond: 3 })
      .fault({ name: "outage", kind: "pod-failure", targets: ["signer-0"], atMs: 20_000, forMs: 6_000 })
      .build();
    const missed = new Set<string>();
    for (const { seq, atMs, wallMs, type, source, ...rest } of run.events) {
      const text = JSON.stringify({ seq, atMs, wallMs, type, source, ...rest });
      const found = scan(text, scanner);
      if (found === undefined) missed.add(type);
      else expect(found).toEqual(parseEvent(text));
    }
    for (const type of [
      "probe.sampled",
      "block.seen",
      "canary.sent",
      "canary.resolved",
      "machine.sampled",
      "chain.snapshot",
    ]) {
      expect(missed).not.toContain(type);
    }
  });

  it("says of every event what JSON.parse and the schema say, or nothing", () => {
    expectToAgree(line, 2000);
  });

  it("never reads what the schema refuses", () => {
    const mangled = fc
      .tuple(line, fc.nat(), fc.constantFrom("delete", "insert", "replace"), fc.constantFrom(...'0.-eE+",:{}[]k \\x'))
      .map(([text, place, how, char]) => {
        const at = place % text.length;
        return `${text.slice(0, at)}${how === "delete" ? "" : char}${text.slice(how === "insert" ? at : at + 1)}`;
      });
    expectToAgree(mangled, 3000);
  });
});
