import { expect, it } from "vitest";
import { hasDevice, legDevice, netnsOf, netnsPath, pidsInNetns, podNetns, switchNetns } from "./netns.ts";
import { removeNetns } from "./remove-netns.ts";

it("names namespaces and device after the run", () => {
  expect([podNetns("0a1b2c3d", "signer-0"), switchNetns("0a1b2c3d"), legDevice("0a1b2c3d")]).toEqual([
    "cd-0a1b2c3d-signer-0",
    "cd-0a1b2c3d-switch",
    "cd0a1b2c3d",
  ]);
  expect(netnsPath("cd-0a1b2c3d-switch")).toBe("/run/netns/cd-0a1b2c3d-switch");
});

it("shortens a device's name to what the kernel takes, and still tells runs apart", () => {
  const [one, other] = [legDevice("a-very-long-run-1"), legDevice("a-very-long-run-2")];
  expect([one.length, other.length]).toEqual([15, 15]);
  expect(one).not.toBe(other);
});

it("finds nothing of a run that never was, and has nothing to remove, also without the program ip", async () => {
  expect(await netnsOf("never-was")).toEqual([]);
  expect(await hasDevice(legDevice("never-was"))).toBe(false);
  expect(pidsInNetns(["cd-never-was-switch"])).toEqual([]);
  await removeNetns("never-was");
});
