import { once } from "node:events";
import { type AddressInfo, connect, createServer } from "node:net";
import path from "node:path";
import { expect, it, onTestFinished } from "vitest";
import { systemClock } from "../../../base/clock.ts";
import { nodeId } from "../../../base/ids.ts";
import { isRunning, killPid } from "../../../platform/processes.ts";
import { temporaryDirectory } from "../../../testing/temporary-directory.ts";
import { back, Ear, there } from "./link-bench.fake.ts";
import { type StartedLinks, startLinks } from "./link-control.ts";

async function openLinks(): Promise<StartedLinks> {
  const server = createServer((socket) => socket.on("error", () => undefined).pipe(socket));
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  onTestFinished(() => void server.close());
  const dir = await temporaryDirectory();
  return startLinks({
    routes: [
      { link: there, targetPort: (server.address() as AddressInfo).port },
      { link: back, targetPort: 1 },
    ],
    clock: systemClock,
    env: {},
    logFile: path.join(dir, "links.log"),
  });
}

it("carries, cuts and heals through a process of its own", async () => {
  await using links = await openLinks();
  const near = new Ear(connect(links.control.dialPort(there), "127.0.0.1"));
  near.socket.write("1");
  await near.until((ear) => ear.text === "1");
  await links.control.cut("split", [there, back]);
  near.socket.write("2");
  await links.control.heal("split");
  await near.until((ear) => ear.text === "12");
  near.socket.destroy();
});

it("ends the process, and is content to be disposed twice", async () => {
  const links = await openLinks();
  await links[Symbol.asyncDispose]();
  await links[Symbol.asyncDispose]();
  expect(isRunning(links.pid)).toBe(false);
});

it("ends the process also when it is frozen", { timeout: 15_000 }, async () => {
  const links = await openLinks();
  killPid(links.pid, "SIGSTOP");
  await links[Symbol.asyncDispose]();
  expect(isRunning(links.pid)).toBe(false);
});

it("refuses a link that the cluster has not", async () => {
  await using links = await openLinks();
  const stranger = { from: nodeId("a"), to: nodeId("z") };
  await expect(links.control.cut("split", [stranger])).rejects.toThrowErrorMatchingInlineSnapshot(
    `[InvariantError: internal error: there is no link a to z]`,
  );
  expect(() => links.control.dialPort(stranger)).toThrowErrorMatchingInlineSnapshot(
    `[InvariantError: internal error: the port of link a to z is missing]`,
  );
});

it("says that the proxy is gone instead of waiting for its answer", async () => {
  await using links = await openLinks();
  killPid(links.pid, "SIGKILL");
  await links.gone;
  await expect(links.control.cut("split", [there])).rejects.toThrowErrorMatchingInlineSnapshot(
    `[EnvironmentError: the link proxy could not carry out "cut": it is not running]`,
  );
});
