import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import path from "node:path";
import { expect, it, onTestFinished } from "vitest";
import { systemClock } from "../../base/clock.ts";
import { temporaryDirectory } from "../../testing/temporary-directory.ts";
import { isRunning, killPid } from "../processes.ts";
import { askHttp } from "./ask-http.ts";
import { httpFault } from "./sample-http-fault.fake.ts";
import { type StartedHttpProxy, startHttpProxy } from "./start-http-proxy.ts";

const clock = systemClock;

async function openProxy(): Promise<StartedHttpProxy> {
  const server = createServer((_, answer) => answer.end("hello"));
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  onTestFinished(() => void server.close());
  const { port } = server.address() as AddressInfo;
  const host = "127.0.0.1";
  const logFile = path.join(await temporaryDirectory(), "proxy.log");
  return startHttpProxy({ routes: [{ listen: { host, port: 0 }, target: { host, port } }], clock, env: {}, logFile });
}

const askThrough = ({ ports }: StartedHttpProxy) =>
  askHttp({
    origin: `http://127.0.0.1:${ports[0]}`,
    request: { method: "GET", url: "/", headers: [], body: new Uint8Array() },
    withinMs: 2000,
    clock,
  });

it("passes, changes and passes again through a process of its own, and ends with its disposal", async () => {
  const proxy = await openProxy();
  expect(await askThrough(proxy)).toMatchObject({ kind: "answered", response: { status: 200 } });
  const fault = httpFault({ target: "Response", replace: { code: 418, body: Buffer.from([0, 255]) } });
  await proxy.gates[0]?.set("a", [fault]);
  expect(await askThrough(proxy)).toMatchObject({ response: { status: 418, body: Buffer.from([0, 255]) } });
  await proxy.gates[0]?.set("a", []);
  expect(await askThrough(proxy)).toMatchObject({ response: { status: 200 } });
  await proxy.drain();
  expect(await askThrough(proxy)).toEqual({ kind: "refused" });
  await proxy[Symbol.asyncDispose]();
  expect(isRunning(proxy.pid)).toBe(false);
});

it("fails rather than wait for a proxy that is gone", async () => {
  await using proxy = await openProxy();
  killPid(proxy.pid, "SIGKILL");
  await proxy.gone;
  await expect(proxy.gates[0]?.set("a", [])).rejects.toThrow(
    'the HTTP proxy could not carry out "set": it is not running',
  );
});
