import { createServer, type Server } from "node:net";
import { EnvironmentError } from "../../base/errors.ts";
import type { Random } from "../../base/random.ts";

/** Ports held by listeners of ours until they are released to the processes they are meant for. */
export interface PortLease {
  readonly ports: readonly number[];
  /** Gives the ports free. Call right before the process starts that is to take them. Idempotent. */
  release(): Promise<void>;
}

// Below the ports that the system hands out for outgoing connections (32768 on Linux, 49152 elsewhere). A node that is
// down for a while must find its port free again, and a client that dials the port meanwhile from that very port would
// connect to itself.
const lowest = 18_000;
const highest = 31_999;

/**
 * Finds free ports of 127.0.0.1 and holds them. Give a stream of randomness that differs between runs: two that start
 * together then do not wish for the same ports.
 */
export async function leasePorts(options: { count: number; random: Random }): Promise<PortLease> {
  const held: { port: number; server: Server }[] = [];
  const release = async () => {
    await Promise.all(held.splice(0).map(({ server }) => closed(server)));
  };
  const attemptsMax = options.count * 20;
  for (let attempt = 0; attempt < attemptsMax && held.length < options.count; attempt += 1) {
    const port = lowest + options.random.below(highest - lowest + 1);
    const server = await listenOn(port);
    if (server !== undefined) held.push({ port, server });
  }
  if (held.length < options.count) {
    const found = held.length;
    await release();
    throw new EnvironmentError({
      message: `found only ${found} of ${options.count} free ports on 127.0.0.1 between ${lowest} and ${highest}`,
      hint: "Look for left-over processes of earlier runs: `chaindrill sweep`.",
    });
  }
  return { ports: held.map(({ port }) => port), release };
}

/** Undefined when somebody has the port. */
async function listenOn(port: number): Promise<Server | undefined> {
  const server = createServer();
  return new Promise((resolve) => {
    server.once("error", () => resolve(undefined));
    server.listen(port, "127.0.0.1", () => resolve(server));
  });
}

const closed = (server: Server): Promise<void> => new Promise((resolve) => server.close(() => resolve()));
