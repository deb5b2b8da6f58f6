import type { OpenQueue, PacketQueue } from "./packet-queue.ts";

export interface FakeQueues {
  readonly open: OpenQueue;
  /** Queues that run now, by namespace, with the marks they shape. */
  running(): ReadonlyMap<string, readonly number[]>;
  /** The queue of a namespace ends by itself. */
  crash(netns: string): void;
}

/** Packet queues that only remember what they were told. */
export function fakeQueues(): FakeQueues {
  const marks = new Map<string, readonly number[]>();
  const open = async (netns: string): Promise<PacketQueue> => {
    if (marks.has(netns)) throw new Error(`a queue runs in ${netns} already`);
    marks.set(netns, []);
    return {
      async shape(classes) {
        marks.set(
          netns,
          classes.map(({ mark }) => mark),
        );
      },
      ended: () => (marks.has(netns) ? undefined : "ended with code 1"),
      async [Symbol.asyncDispose]() {
        marks.delete(netns);
      },
    };
  };
  return { open, running: () => marks, crash: (netns) => void marks.delete(netns) };
}
