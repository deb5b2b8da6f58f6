// What is used of autocannon's connection (https://github.com/mcollina/autocannon/blob/v9.0.0/lib/httpClient.js), which its
// own types leave out. The version is pinned, and the tests beside this use every part of it.

import type { EventEmitter } from "node:events";
import { createRequire } from "node:module";
import type { Socket } from "node:net";

export interface HttpClientOptions {
  readonly protocol: string;
  readonly hostname: string;
  readonly port: number;
  readonly pipelining: number;
  /** Seconds. */
  readonly timeout: number;
  /** Called in the constructor, before it connects. */
  readonly setupClient: (client: HttpClient) => void;
}

export interface AskedRequest {
  readonly requestBuffer: string;
}

export interface HttpClient extends EventEmitter {
  conn: Socket | undefined;
  readonly destroyed: boolean;
  /** What is asked. */
  requestIterator: { currentRequest: AskedRequest; readonly resetted: boolean; nextRequest(): void };
  /** What waits for its answer. */
  pipelinedRequests: { insertRequest(request: AskedRequest): void; addByteCount(bytes: number): void; clear(): void };
  parser: { execute(bytes: Buffer): void };
  _connect(): void;
  _doRequest(): void;
  _destroyConnection(): void;
  destroy(): void;
}

// An import has no types, and a declaration of them would be a default export that nobody else could search for.
const load = createRequire(import.meta.url);
const Client = load("autocannon/lib/httpClient.js") as new (options: HttpClientOptions) => HttpClient;

export const createHttpClient = (options: HttpClientOptions): HttpClient => new Client(options);
