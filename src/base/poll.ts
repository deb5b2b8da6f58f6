import { abortReason, type Clock } from "./clock.ts";
import { DeadlineError, errorText } from "./errors.ts";

export type PollAnswer<T> = { readonly done: T } | { readonly notYet: string };

export interface PollOptions {
  readonly clock: Clock;
  /** What is awaited, as a noun phrase: "signer-2 to answer on RPC". */
  readonly awaited: string;
  readonly withinMs: number;
  readonly everyMs: number;
  readonly signal?: AbortSignal | undefined;
}

/** Asks until `look` answers `done` or the deadline passes. A throw counts as "not yet" and is kept as last seen. */
export async function poll<T>(options: PollOptions, look: () => Promise<PollAnswer<T>>): Promise<T> {
  const startedAtMs = options.clock.nowMs();
  let lastSeen: string | undefined;
  let cause: unknown;
  for (;;) {
    if (options.signal?.aborted) throw abortReason(options.signal);
    try {
      const answer = await look();
      if ("done" in answer) return answer.done;
      lastSeen = answer.notYet;
    } catch (error) {
      lastSeen = errorText(error);
      cause = error;
    }
    const spentMs = options.clock.nowMs() - startedAtMs;
    if (spentMs >= options.withinMs) {
      throw new DeadlineError({ awaited: options.awaited, afterMs: spentMs, lastSeen, cause });
    }
    await options.clock.sleep(Math.min(options.everyMs, options.withinMs - spentMs), options.signal);
  }
}

/** Rejects with DeadlineError when `work` takes longer than `withinMs`. The work itself goes on: pass it a signal too. */
export async function within<T>(
  options: { clock: Clock; awaited: string; withinMs: number },
  work: Promise<T>,
): Promise<T> {
  let timer: Disposable | undefined;
  const expired = new Promise<never>((_, reject) => {
    timer = options.clock.after(options.withinMs, () =>
      reject(new DeadlineError({ awaited: options.awaited, afterMs: options.withinMs })),
    );
  });
  try {
    return await Promise.race([work, expired]);
  } finally {
    timer?.[Symbol.dispose]();
  }
}

/** The work's result, or a rejection with the signal's reason as soon as it is aborted; the work itself goes on. */
export async function orAborted<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  const aborted = Promise.withResolvers<never>();
  const onAbort = () => aborted.reject(abortReason(signal));
  if (signal.aborted) onAbort();
  signal.addEventListener("abort", onAbort, { once: true });
  try {
    return await Promise.race([work, aborted.promise]);
  } finally {
    signal.removeEventListener("abort", onAbort);
  }
}
