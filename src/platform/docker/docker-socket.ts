// The Docker Engine API as plain HTTP over its Unix socket (https://docs.docker.com/reference/api/engine/). For those
// who must get along without a library: the watchdog, and the first look at a daemon.

import http from "node:http";
import { type Clock, systemClock } from "../../base/clock.ts";
import { DockerError, dockerError } from "./docker-error.ts";

export interface DockerRequest {
  readonly socketPath: string;
  readonly method: "GET" | "POST" | "DELETE";
  readonly path: string;
  readonly withinMs: number;
  readonly clock?: Clock;
}

/** Asks a daemon and returns its answer, parsed where it is JSON. Throws DockerError for any answer from 300 on. */
export async function askDocker(request: DockerRequest): Promise<unknown> {
  const { method, path, socketPath } = request;
  const tried = `${method} ${path}`;
  try {
    const { status, text } = await exchange(request);
    const body = parsed(text);
    if (status < 300) return body;
    throw Object.assign(new Error(`HTTP ${status}`), { statusCode: status, json: body });
  } catch (cause) {
    throw dockerError({ tried: `answer ${tried}`, socketPath, cause });
  }
}

function exchange(request: DockerRequest): Promise<{ readonly status: number; readonly text: string }> {
  const { socketPath, method, path, withinMs, clock = systemClock } = request;
  return new Promise((resolve, reject) => {
    const asking = http.request({ socketPath, method, path, agent: false, headers: { host: "docker" } });
    const timer = clock.after(withinMs, () => asking.destroy(silence(request)));
    const fail = (error: Error) => {
      timer[Symbol.dispose]();
      reject(error);
    };
    asking.on("error", fail);
    asking.on("response", (response) => {
      const chunks: Buffer[] = [];
      response.on("data", (chunk: Buffer) => chunks.push(chunk));
      response.on("error", fail);
      response.on("end", () => {
        timer[Symbol.dispose]();
        resolve({ status: response.statusCode ?? 0, text: Buffer.concat(chunks).toString("utf8") });
      });
    });
    asking.end();
  });
}

const silence = ({ method, path, socketPath, withinMs }: DockerRequest): DockerError =>
  new DockerError({
    trouble: "refused",
    message: `the Docker daemon at ${socketPath} did not answer ${method} ${path} within ${withinMs} ms`,
    hint: "Is it busy, or does it hang? `docker ps` shows whether it answers anybody.",
  });

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined; // most answers to a DELETE are empty
  }
}
