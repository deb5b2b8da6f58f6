import { describe, expect, it } from "vitest";
import {
  fruitlessCapacity,
  generatorBoundCapacity,
  hostileCapacity,
  sampleCapacity,
} from "../../testing/sample-capacity.ts";
import { plainStyle } from "../terminal/style.ts";
import { renderCapacityTerminal } from "./terminal.ts";

const options = { style: plainStyle, dir: "reports/runs/x" };
const headOf = (capacity: Parameters<typeof renderCapacityTerminal>[0]) =>
  renderCapacityTerminal(capacity, options).split("\n").slice(0, 3);

describe("renderCapacityTerminal", () => {
  it("says the answer, what limits it, the curve, and where the rest is", () => {
    expect(renderCapacityTerminal(sampleCapacity(), options)).toMatchInlineSnapshot(`
      "✔ CAPACITY  transfers sustains 322/s, and not 336/s.
      At 336/s, latency: p99 is 2.1 s, asked 2.0 s; limited by gas-limit: blocks were 99 % full.
      Over concurrency (Little's law): contention 4.71 %, coherency 0; no peak in the range that was measured.
      anvil-1 on the process backend; asked: no drops, 99 % done and included, p99 within 2.0 s, a pool that does not grow; 30.0 s a trial, 1 m 00 s to confirm

      offered  to       verdict   done                           p50     p99  why
        200/s  bracket  pass     200/s  ████████████▏         135 ms  270 ms
        283/s  narrow   invalid      –                             –       –  the network did not become steady, though the load was met
        283/s  narrow   pass     283/s  █████████████████▏    541 ms   1.1 s
        308/s  narrow   pass     308/s  ██████████████████▋   759 ms   1.5 s
        322/s  narrow   pass     322/s  ███████████████████▌  907 ms   1.8 s
        322/s  confirm  pass     322/s  ███████████████████▌  907 ms   1.8 s
        322/s  confirm  pass     322/s  ███████████████████▌  907 ms   1.8 s
        336/s  narrow   latency  330/s  ████████████████████   1.1 s   2.1 s  p99 is 2.1 s, asked 2.0 s
        336/s  confirm  latency  330/s  ████████████████████   1.1 s   2.1 s  p99 is 2.1 s, asked 2.0 s
        400/s  bracket  latency  330/s  ████████████████████   2.2 s   4.3 s  p99 is 4.3 s, asked 2.0 s

      report  reports/runs/x/capacity.html
      "
    `);
  });

  it("says that a generator that was the limit has measured no network", () => {
    expect(headOf(generatorBoundCapacity())).toMatchInlineSnapshot(`
      [
        "? UNKNOWN  transfers sustains at least 295/s; at 308/s the generator is the limit, so this is no measurement of the network.",
        "At 308/s, generator-bound: the generator was the limit: it kept 1.0 of 2 cores busy.",
        "Over concurrency (Little's law): contention 4.903 %, coherency 0; no peak in the range that was measured.",
      ]
    `);
  });

  it("says why there is no answer", () => {
    expect(renderCapacityTerminal(fruitlessCapacity(), options)).toMatchInlineSnapshot(`
      "? UNKNOWN  The capacity of transfers is unknown: 3 trials in a row at 200/s were invalid: the run was broken.
      anvil-1 on the process backend; asked: no drops, 99 % done and included, p99 within 2.0 s, a pool that does not grow; 30.0 s a trial, 1 m 00 s to confirm

      offered  to       verdict  done    p50  p99  why
        200/s  bracket  invalid     –      –    –  the run was broken
        200/s  bracket  invalid     –      –    –  the run was broken
        200/s  bracket  invalid     –      –    –  the run was broken

      report  reports/runs/x/capacity.html
      "
    `);
  });

  it("lets nothing that a run says reach the terminal as more than text", () => {
    const text = renderCapacityTerminal(hostileCapacity(), options);
    // biome-ignore lint/suspicious/noControlCharactersInRegex: those are what must not be there.
    expect(text).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u202e]/);
  });
});
