import path from "node:path";
import { fileURLToPath } from "node:url";
import { present } from "../../base/assert.ts";
import { EnvironmentError } from "../../base/errors.ts";
import { within } from "../../base/poll.ts";
import type { RunScope } from "../../model/run-scope.ts";
import { endProcess } from "../../platform/end-process.ts";
import { type StartedProcess, startProcess } from "../../platform/processes.ts";
import type { RelayReport } from "./relay-messages.ts";

/** A running relay. Dispose ends it, and with it every connection through it. */
export interface StartedRelay extends AsyncDisposable {
  /** For each of the given URLs, the one that leads there through the relay. */
  readonly urls: readonly string[];
  readonly pid: number;
}

/** The first answer waits for Node itself to start, on a machine that may be busy. */
const openWithinMs = 15_000;

/** Starts a relay process in front of HTTP endpoints. Throws EnvironmentError when it does not open its ports. */
export async function startRelay(options: {
  name: string;
  urls: readonly string[];
  delayMs: number;
  scope: RunScope;
}): Promise<StartedRelay> {
  const { scope, name, delayMs } = options;
  const urls = options.urls.map((url) => new URL(url));
  const relay = await startProcess({
    command: process.execPath,
    args: [fileURLToPath(new URL("./relay-main.ts", import.meta.url))],
    env: scope.processMarks,
    logFile: path.join(scope.scratchDir, `relay-${name}.log`),
    ipc: true,
  });
  const end = () => endProcess(relay, { name: "the relay", clock: scope.clock });
  try {
    const targets = urls.map(({ hostname, port }) => ({ host: hostname, port: Number(port) }));
    const ports = await portsOf(relay, { order: { targets, delayMs }, scope, name });
    const through = urls.map((url, index) => {
      const relayed = new URL(url);
      relayed.hostname = "127.0.0.1";
      relayed.port = String(present(ports[index], `the relay's port for ${url.href}`));
      return relayed.href.replace(/\/$/, "");
    });
    return { urls: through, pid: relay.pid, [Symbol.asyncDispose]: end };
  } catch (error) {
    await end();
    throw error;
  }
}

async function portsOf(
  relay: StartedProcess,
  options: { order: { targets: { host: string; port: number }[]; delayMs: number }; scope: RunScope; name: string },
): Promise<readonly number[]> {
  const { scope, name, order } = options;
  const gone = relay.exited.then((): RelayReport => ({ error: "it ended before it answered" }));
  const answered = new Promise<RelayReport>((resolve) => {
    relay.child.once("message", (message) => resolve(message as RelayReport));
    // A channel that is closed already: the exit is told beside it.
    relay.child.send(order, (error) => error !== null && resolve(gone));
  });
  const wait = { clock: scope.clock, awaited: `the relay of load ${name}`, withinMs: openWithinMs };
  const report = await within(wait, Promise.race([gone, answered]));
  if ("ports" in report) return report.ports;
  throw new EnvironmentError({ message: `the relay of load ${name} could not open its ports: ${report.error}` });
}
