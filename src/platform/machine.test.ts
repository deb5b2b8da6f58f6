import { expect, it } from "vitest";
import { describeMachine, netemIn, readMachine } from "./machine.ts";

it("describes this machine in one line", async () => {
  const facts = await readMachine({ diskOf: "." });
  expect(describeMachine(facts)).toMatch(/^\w+ \w+ \S+, \d+ cores \(.+\), \d+ GB$/);
  expect(facts.diskFreeBytes).toBeGreaterThan(0);
});

it("does not guess the free space of a directory that is not there", async () => {
  expect((await readMachine({ diskOf: "/nowhere/at/all" })).diskFreeBytes).toBeNull();
});

it("takes netem as there when it is built in or a module", () => {
  expect(netemIn("CONFIG_NET_SCH_NETEM=m\n")).toBe(true);
  expect(netemIn("CONFIG_NET=y\nCONFIG_NET_SCH_NETEM=y\n")).toBe(true);
  expect(netemIn("# CONFIG_NET_SCH_NETEM is not set\n")).toBe(false);
});
