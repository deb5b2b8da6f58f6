// Several k6 processes begin together: each is started `--paused` and waits, initialized, for its REST interface to be told.
// https://grafana.com/docs/k6/latest/reference/k6-rest-api/

import { createServer } from "node:net";
import type { Clock } from "../../base/clock.ts";
import { EnvironmentError, errorText } from "../../base/errors.ts";
import { poll } from "../../base/poll.ts";
import { exchangeJson } from "../../platform/json-exchange.ts";

export interface Releasable {
  /** Of its REST interface. */
  readonly port: number;
  /** Resolves when it is gone. */
  readonly exited: Promise<unknown>;
}

export interface ReleaseOptions {
  readonly load: string;
  readonly generators: readonly Releasable[];
  readonly clock: Clock;
  readonly signal: AbortSignal;
}

/** lib.ExecutionStatusPausedBeforeRun of k6: every user is initialized. */
const pausedBeforeRun = 4;
/** A large corpus is read by each of them first. */
const readyWithinMs = 60_000;
const answerWithinMs = 2000;

/** Waits until all are ready and then lets them all go. One that is gone by then is left to whoever follows its end. */
export async function releaseGenerators(options: ReleaseOptions): Promise<void> {
  const { load, generators, clock } = options;
  const ready = await Promise.all(generators.map((generator) => becomesReady(generator, options)));
  const body = { data: { type: "status", id: "default", attributes: { paused: false } } };
  const released = await Promise.allSettled(
    generators
      .filter((_, index) => ready[index])
      .map(({ port }) => exchangeJson({ url: urlOf(port), method: "PATCH", body, timeoutMs: answerWithinMs, clock })),
  );
  const failed = released.find((release) => release.status === "rejected");
  if (failed === undefined) return;
  throw new EnvironmentError({
    message: `a generator of load ${load} could not be released: ${errorText(failed.reason)}`,
    hint: `Its own words are in load/${load}*.k6.log of the run directory.`,
  });
}

const urlOf = (port: number): string => `http://127.0.0.1:${port}/v1/status`;

interface Status {
  readonly data?: { readonly attributes?: { readonly status?: number } };
}

async function becomesReady({ port, exited }: Releasable, options: ReleaseOptions): Promise<boolean> {
  const { load, clock, signal } = options;
  let gone = false;
  exited.then(() => {
    gone = true;
  });
  const awaited = `a generator of load ${load} to be initialized`;
  return poll({ clock, signal, awaited, withinMs: readyWithinMs, everyMs: 50 }, async () => {
    if (gone) return { done: false };
    const answer = (await exchangeJson({
      url: urlOf(port),
      method: "GET",
      timeoutMs: answerWithinMs,
      clock,
    })) as Status;
    const status = answer.data?.attributes?.status;
    return status === pausedBeforeRun ? { done: true } : { notYet: `status ${status}` };
  });
}

/** Ports of the loopback interface that were free a moment ago; k6 cannot tell which one it chose itself. */
export async function findFreePorts(count: number): Promise<number[]> {
  const servers = await Promise.all(Array.from({ length: count }, listenAnywhere));
  await Promise.all(servers.map(({ close }) => close()));
  return servers.map(({ port }) => port);
}

async function listenAnywhere(): Promise<{ readonly port: number; readonly close: () => Promise<void> }> {
  const server = createServer();
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(0, "127.0.0.1", resolve);
  });
  const address = server.address();
  const port = address === null || typeof address === "string" ? 0 : address.port;
  return { port, close: () => new Promise<void>((resolve) => server.close(() => resolve())) };
}
