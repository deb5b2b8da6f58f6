import { createServer } from "node:net";
import { describe, expect, it } from "vitest";
import { seededRandom } from "../../base/random.ts";
import { leasePorts } from "./free-ports.ts";

const taken = (port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const server = createServer();
    server.once("error", () => resolve(true));
    server.listen(port, "127.0.0.1", () => server.close(() => resolve(false)));
  });

describe("leasePorts", () => {
  it("holds different ports until they are released, and releases them once", async () => {
    const lease = await leasePorts({ count: 24, random: seededRandom(1).stream("lease") });
    expect(new Set(lease.ports).size).toBe(24);
    expect(await Promise.all(lease.ports.map(taken))).toEqual(lease.ports.map(() => true));
    await lease.release();
    await lease.release();
    expect(await Promise.all(lease.ports.map(taken))).toEqual(lease.ports.map(() => false));
  });

  it("passes over ports that somebody has, also when both wish for the same", async () => {
    const first = await leasePorts({ count: 5, random: seededRandom(1).stream("same") });
    const second = await leasePorts({ count: 5, random: seededRandom(1).stream("same") });
    expect(first.ports.filter((port) => second.ports.includes(port))).toEqual([]);
    await Promise.all([first.release(), second.release()]);
  });

  it("stays below the ports that the system gives to outgoing connections", async () => {
    const lease = await leasePorts({ count: 50, random: seededRandom(3) });
    await lease.release();
    expect(Math.max(...lease.ports)).toBeLessThan(32_768);
    expect(Math.min(...lease.ports)).toBeGreaterThan(1024);
  });

  it("gives up, holding nothing, when there are not enough", async () => {
    const stuck = { ...seededRandom(1), below: () => 7 };
    await expect(leasePorts({ count: 2, random: stuck })).rejects.toThrowErrorMatchingInlineSnapshot(
      `[EnvironmentError: found only 1 of 2 free ports on 127.0.0.1 between 18000 and 31999]`,
    );
    const lease = await leasePorts({ count: 1, random: stuck });
    await lease.release();
  });
});
