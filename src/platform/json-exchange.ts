import http from "node:http";
import type { Clock } from "../base/clock.ts";

export interface JsonQuestion {
  readonly url: string;
  readonly method: "GET" | "PATCH";
  readonly body?: unknown;
  readonly timeoutMs: number;
  readonly clock: Clock;
}

/** Asks a REST interface once and gives its answer. Rejects when there is none in time, or one that is not a success. */
export function exchangeJson({ url, method, body, timeoutMs, clock }: JsonQuestion): Promise<unknown> {
  return new Promise((resolve, reject) => {
    const request = http.request(url, { method, agent: false, headers: { "content-type": "application/json" } });
    const timer = clock.after(timeoutMs, () => request.destroy(new Error(`no answer in ${timeoutMs} ms`)));
    const fail = (error: Error) => {
      timer[Symbol.dispose]();
      reject(error);
    };
    request.on("error", fail);
    request.on("response", async (response) => {
      try {
        const chunks: Buffer[] = [];
        for await (const chunk of response) chunks.push(chunk as Buffer);
        const text = Buffer.concat(chunks).toString();
        if (response.statusCode !== 200) throw new Error(`HTTP ${response.statusCode}: ${text.slice(0, 200)}`);
        timer[Symbol.dispose]();
        resolve(JSON.parse(text));
      } catch (error) {
        fail(error as Error);
      }
    });
    request.end(body === undefined ? undefined : JSON.stringify(body));
  });
}
