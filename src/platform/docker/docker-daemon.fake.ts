// A Docker daemon as far as it is spoken to over plain HTTP: it has a version, and objects that can be listed by label
// and removed.

import http from "node:http";
import path from "node:path";
import { onTestFinished } from "vitest";
import { temporaryDirectory } from "../../testing/temporary-directory.ts";

export interface FakeObject {
  readonly kind: "containers" | "networks" | "volumes";
  readonly id: string;
  readonly label: string;
  /** How often its removal is refused before it is granted. */
  refusals?: number;
}

export interface FakeDaemon {
  readonly socketPath: string;
  /** What it has; objects may be added at any time. */
  readonly objects: FakeObject[];
  /** Every request, as `GET /networks`, without its query. */
  readonly asked: readonly string[];
}

export interface FakeAnswers {
  readonly version?: Readonly<Record<string, string>>;
  readonly info?: Readonly<Record<string, string>>;
  readonly objects?: readonly FakeObject[];
  /** Called after each request that it answers. */
  readonly onAsked?: (request: string, daemon: FakeDaemon) => void;
}

export const fakeVersion = { ApiVersion: "1.41", Version: "20.10.24", Os: "linux", Arch: "amd64" };

/** Listens at a socket for as long as the test runs. */
export async function fakeDockerDaemon(answers: FakeAnswers = {}): Promise<FakeDaemon> {
  const socketPath = path.join(await temporaryDirectory(), "docker.sock");
  const asked: string[] = [];
  const daemon: FakeDaemon = { socketPath, objects: [...(answers.objects ?? [])], asked };
  const server = http.createServer((request, response) => {
    const url = new URL(request.url ?? "", "http://docker");
    const what = `${request.method} ${url.pathname}`;
    asked.push(what);
    const { status, body } = answer({ what, url, daemon, answers });
    answers.onAsked?.(what, daemon);
    response.writeHead(status, { "content-type": "application/json", connection: "close" });
    response.end(body === undefined ? "" : JSON.stringify(body));
  });
  await new Promise<void>((resolve) => server.listen(socketPath, resolve));
  onTestFinished(() => new Promise<void>((resolve) => server.close(() => resolve())));
  return daemon;
}

interface Answer {
  readonly status: number;
  readonly body?: unknown;
}

function answer(request: { what: string; url: URL; daemon: FakeDaemon; answers: FakeAnswers }): Answer {
  const { what, url, daemon, answers } = request;
  const [, kind = "", id = ""] = url.pathname.split("/");
  if (kind === "version") return { status: 200, body: answers.version ?? fakeVersion };
  if (kind === "info") return { status: 200, body: answers.info ?? {} };
  if (what.startsWith("GET ")) return { status: 200, body: listed(kind, url, daemon) };
  return removed(kind, id, daemon);
}

function listed(kind: string, url: URL, daemon: FakeDaemon): unknown {
  const { label } = JSON.parse(url.searchParams.get("filters") ?? "{}") as { label?: string[] };
  const found = daemon.objects.filter((entry) => entry.kind === kind && entry.label === label?.[0]);
  if (kind !== "volumes") return found.map(({ id }) => ({ Id: id }));
  return { Volumes: found.length === 0 ? null : found.map(({ id }) => ({ Name: id })) };
}

function removed(kind: string, id: string, { objects }: FakeDaemon): Answer {
  const index = objects.findIndex((entry) => entry.kind === kind && entry.id === id);
  const found = objects[index];
  if (found === undefined) return { status: 404, body: { message: `No such object: ${id}` } };
  if ((found.refusals ?? 0) > 0) {
    found.refusals = (found.refusals ?? 0) - 1;
    return { status: 403, body: { message: `${id} has active endpoints` } };
  }
  objects.splice(index, 1);
  return { status: 204 };
}
