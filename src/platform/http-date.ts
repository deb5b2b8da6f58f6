// The `Date:` header of an HTTP answer is the clock of whoever answers, in whole seconds (RFC 9110, 6.6.1).

import http from "node:http";
import type { Clock } from "../base/clock.ts";

export type DateAnswer =
  | {
      readonly kind: "date";
      /** What the header says; the clock was there or up to a second later when it was written. */
      readonly dateMs: number;
      /** The machine's wall clock before the question and after the answer. */
      readonly askedAtMs: number;
      readonly answeredAtMs: number;
    }
  | { readonly kind: "none"; readonly reason: string };

/** Asks with a GET on a connection of its own. Never rejects. */
export function askDate(options: { url: string; withinMs: number; clock: Clock }): Promise<DateAnswer> {
  const { clock } = options;
  const askedAtMs = clock.wallMs();
  return new Promise((resolve) => {
    const request = http.get(options.url, { agent: false });
    const finish = (answer: DateAnswer) => {
      timer[Symbol.dispose]();
      request.destroy();
      resolve(answer);
    };
    const timer = clock.after(options.withinMs, () => finish({ kind: "none", reason: "timeout" }));
    request.on("error", (error: NodeJS.ErrnoException) =>
      finish({ kind: "none", reason: error.code ?? error.message }),
    );
    request.on("response", (response) => {
      const answeredAtMs = clock.wallMs();
      const dateMs = Date.parse(response.headers.date ?? "");
      if (Number.isNaN(dateMs)) finish({ kind: "none", reason: "no Date header in the answer" });
      else finish({ kind: "date", dateMs, askedAtMs, answeredAtMs });
    });
  });
}
