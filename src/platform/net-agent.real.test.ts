import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { systemClock } from "../base/clock.ts";
import { poll } from "../base/poll.ts";
import { uniqueToken } from "../base/random.ts";
import { realOptionalTool } from "../testing/real-tools.ts";
import {
  type ListenPorts,
  type NetProbe,
  type NetQueue,
  type ShapeClass,
  startNetProbe,
  startNetQueue,
} from "./net-agent.ts";
import { killPid, runProgram } from "./processes.ts";

const isRoot = process.getuid?.() === 0;
const skipped = isRoot ? "" : " (skipped: needs root, for network namespaces)";

const token = uniqueToken(3);
const here = `cd-test-${token}-a`;
const there = `cd-test-${token}-b`;
const address = "198.18.77.2";
const queueNumber = 5;
const mark = 7;

const untouched: ShapeClass = {
  mark,
  delayMs: 0,
  jitterMs: 0,
  delayCorrelation: 0,
  reorder: null,
  loss: null,
  duplicate: null,
  corrupt: null,
  rateBytesPerSecond: null,
};

const run = (command: string, args: readonly string[], input?: string) =>
  runProgram({ command, args, timeoutMs: 10_000, ...(input === undefined ? {} : { input }) });

/** Rules for the first of the two namespaces, in the form of iptables-save. */
const restore = (...lines: readonly string[]) =>
  run(
    "nsenter",
    [`--net=/run/netns/${here}`, "--", "iptables-restore", "-w", "5"],
    [...lines, "COMMIT", ""].join("\n"),
  );

const shapeRules = [
  "*mangle",
  "-A POSTROUTING -m mark --mark 0x43440001 -j RETURN",
  `-A POSTROUTING -o eth0 -d ${address} -p udp -j MARK --set-mark ${mark}`,
  `-A POSTROUTING -o eth0 -d ${address} -p tcp -j MARK --set-mark ${mark}`,
  `-A POSTROUTING -m mark --mark ${mark} -j NFQUEUE --queue-num ${queueNumber} --queue-bypass`,
];

const place = (netns: string) => ({ netns: `/run/netns/${netns}`, clock: systemClock });

let binary: string;
let sender: NetProbe;
let receiver: NetProbe;
let ports: ListenPorts;

/** Sends packets and tells what came of the way there alone, and of the way there and back. */
async function send(count: number, everyMs = 1) {
  const sent = await sender.udp({ address, port: ports.udpPort, count, everyMs, bytes: 200, waitMs: 500 });
  return { sent, arrived: await receiver.received(sent.flow) };
}

/** Seven standard deviations of a share of so many packets: red by chance less often than once in 10^11 runs. */
const within = (share: number, count: number) => {
  const wide = 7 * Math.sqrt(count * share * (1 - share));
  return { least: count * share - wide, most: count * share + wide };
};

function expectShare(found: number, share: number, count: number): void {
  const { least, most } = within(share, count);
  expect(found).toBeGreaterThan(least);
  expect(found).toBeLessThan(most);
}

beforeAll(async () => {
  if (!isRoot) return;
  binary = await realOptionalTool("netagent");
  const commands = [
    `netns add ${here}`,
    `netns add ${there}`,
    `link add eth0 netns ${here} type veth peer name eth0 netns ${there}`,
  ];
  await run("ip", ["-batch", "-"], `${commands.join("\n")}\n`);
  for (const [netns, own] of [
    [here, "198.18.77.1"],
    [there, address],
  ] as const) {
    await run("ip", ["-n", netns, "-batch", "-"], `addr add ${own}/24 dev eth0\nlink set lo up\nlink set eth0 up\n`);
  }
  sender = await startNetProbe({ binary, ...place(here) });
  receiver = await startNetProbe({ binary, ...place(there) });
  ports = await receiver.listen();
});

afterAll(async () => {
  if (!isRoot) return;
  await Promise.all([sender?.[Symbol.asyncDispose](), receiver?.[Symbol.asyncDispose]()]);
  for (const netns of [here, there]) await run("ip", ["netns", "del", netns]);
});

afterEach(async () => {
  if (isRoot) for (const table of ["*mangle", "*filter"]) await restore(table);
});

describe.skipIf(!isRoot)(`a probe in a network namespace${skipped}`, () => {
  it("tells an open port from a closed one and from silence", async () => {
    const reach = async (port: number) => (await sender.reach({ address, port, withinMs: 300 })).outcome;
    expect(await receiver.listen()).toEqual(ports);
    expect(await reach(ports.tcpPort)).toBe("accepted");
    expect(await reach(1)).toBe("refused");
    await restore("*filter", "-A OUTPUT -o eth0 -j DROP");
    expect(await reach(ports.tcpPort)).toBe("timeout");
    expect(await sender.reach({ address: "203.0.113.1", port: 1, withinMs: 300 })).toMatchObject({
      outcome: "unreachable",
    });
  });

  it("sees which of the two ways is cut", async () => {
    await restore("*filter", "-A INPUT -i eth0 -j DROP");
    const back = await send(20);
    expect([back.sent.received, back.arrived.received, back.sent.sendErrors]).toEqual([0, 20, 0]);
    await restore("*filter", "-A OUTPUT -o eth0 -j DROP");
    const way = await send(20);
    expect([way.sent.received, way.arrived.received, way.sent.sendErrors]).toEqual([0, 0, 20]);
  });
});

describe.skipIf(!isRoot)(`a packet queue in a network namespace${skipped}`, () => {
  /** With the rules in force, for as long as the work takes. */
  async function shaped<T>(shape: Partial<ShapeClass>, work: (queue: NetQueue) => Promise<T>): Promise<T> {
    await using queue = await startNetQueue({ binary, queue: queueNumber, ...place(here) });
    await restore(...shapeRules);
    await queue.shape([{ ...untouched, ...shape }]);
    return await work(queue);
  }

  it("delays by what was asked, evenly spread", async () => {
    const { sent } = await shaped({ delayMs: 50, jitterMs: 10 }, () => send(500));
    expect(sent.received).toBe(500);
    expect(sent.rttMs?.min).toBeGreaterThanOrEqual(40);
    expect(sent.rttMs?.p50).toBeGreaterThan(47);
    expect(sent.rttMs?.p50).toBeLessThan(55);
    // An even spread over 20 ms has a standard deviation of 5.8 ms.
    expect(sent.rttMs?.stddev).toBeGreaterThan(5);
  });

  it("loses what was asked, and the sender does not notice", async () => {
    const { sent, arrived } = await shaped({ loss: { percent: 30, correlation: 0 } }, () => send(1000));
    expectShare(1000 - arrived.received, 0.3, 1000);
    expect(sent.sendErrors).toBe(0);
  });

  it("sends copies, and none of a copy", async () => {
    const shape = { duplicate: { percent: 20, correlation: 0 } };
    const { arrived, counters } = await shaped(shape, async (queue) => ({
      ...(await send(1000)),
      counters: await queue.counters(),
    }));
    expectShare(arrived.duplicated, 0.2, 1000);
    expect(counters.classes).toMatchObject([{ mark, packets: 1000, duplicated: arrived.duplicated }]);
    expect(counters.copiesFailed).toBe(0);
  });

  it("flips bits so that the receiver's checksum finds them", async () => {
    const { arrived } = await shaped({ corrupt: { percent: 10, correlation: 0 } }, () => send(1000));
    expectShare(1000 - arrived.received, 0.1, 1000);
    expect(arrived.corrupted).toBe(0);
  });

  it("sends some packets ahead of those that are delayed", async () => {
    const shape = { delayMs: 10, reorder: { percent: 25, correlation: 0, gap: 5 } };
    const counters = await shaped(shape, async (queue) => {
      const { arrived } = await send(1000);
      expect(arrived.reordered).toBeGreaterThan(0);
      return queue.counters();
    });
    // After each packet that went ahead four must be delayed; then each has its chance of a quarter: one in eight.
    expectShare(counters.classes[0]?.reordered ?? 0, 1 / 8, 1000);
  });

  it("keeps to a rate", async () => {
    const place = { address, port: ports.tcpPort, forMs: 1500 };
    const { bytesPerSecond } = await shaped({ rateBytesPerSecond: 1e6 }, () => sender.bulk(place));
    expect(bytesPerSecond).toBeGreaterThan(0.8e6);
    expect(bytesPerSecond).toBeLessThan(1.05e6);
  });

  it("does not hold up a bulk transfer more than its delay does", async () => {
    const place = { address, port: ports.tcpPort, forMs: 1000 };
    const { bytesPerSecond } = await shaped({ delayMs: 20 }, () => sender.bulk(place));
    // While the kernel held the packets, TCP sent two at a time, which made 0.3 MB/s.
    expect(bytesPerSecond).toBeGreaterThan(5e6);
  });

  it("lets packets of other marks pass", async () => {
    const other = { mark: mark + 1, loss: { percent: 100, correlation: 0 } };
    expect((await shaped(other, () => send(50))).sent.received).toBe(50);
  });

  it("fails open when it is killed, and says how it ended", async () => {
    await shaped({ loss: { percent: 100, correlation: 0 } }, async (queue) => {
      expect((await send(20)).arrived.received).toBe(0);
      killPid(queue.pid, "SIGKILL");
      await poll({ clock: systemClock, awaited: "the queue to end", withinMs: 2000, everyMs: 5 }, async () =>
        queue.ended() === undefined ? { notYet: "running" } : { done: true },
      );
      expect((await send(20)).arrived.received).toBe(20);
      expect(queue.ended()).toBe(`netagent in /run/netns/${here} ended with SIGKILL`);
    });
  });

  it("refuses nonsense, a queue that is taken, and a namespace that is not there", async () => {
    await shaped({}, async (queue) => {
      await expect(queue.shape([{ ...untouched, delayMs: -1 }])).rejects.toThrow(
        `refused shape: class with mark ${mark}: delayMs: expected 0 to 3.6e+06, got -1`,
      );
      await expect(startNetQueue({ binary, queue: queueNumber, ...place(here) })).rejects.toThrow(
        `could not bind NFQUEUE ${queueNumber}: operation not permitted`,
      );
    });
    await expect(startNetProbe({ binary, ...place("cd-test-none") })).rejects.toThrow("No such file or directory");
  });
});
