import { expect, it } from "vitest";
import { matchesGlob } from "./matches-glob.ts";

it.each([
  ["load.transfers.inclusion.p99", "load.*.inclusion.p99", true],
  ["load.a.b.inclusion.p99", "load.*.inclusion.p99", true],
  ["load.transfers.inclusion.p50", "load.*.inclusion.p99", false],
  ["rta.split.service", "rta.*", true],
  ["xrta.split.service", "rta.*", false],
  ["loadXtransfers.bad", "load.transfers.bad", false],
  ["load.a+b.bad", "load.a+b.bad", true],
  ["anything", "*", true],
])("%s against %s: %s", (name, glob, matches) => {
  expect(matchesGlob(name, glob)).toBe(matches);
});
