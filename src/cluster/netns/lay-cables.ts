import { assert } from "../../base/assert.ts";
import { EnvironmentError, errorText } from "../../base/errors.ts";
import type { NodeId } from "../../base/ids.ts";
import type { Random } from "../../base/random.ts";
import { podRange } from "../../model/pod-range.ts";
import { ipBatch, ipRoutes, legDevice, podNetns, switchNetns } from "../../platform/netns.ts";
import { chooseSubnets, podsMax, type Subnet } from "../start/choose-subnet.ts";
import { cableLines, legLines, podLines, switchLines } from "./network-lines.ts";

export interface CableOptions {
  readonly runId: string;
  readonly nodes: readonly NodeId[];
  readonly random: Random;
  /** Marks of the run. */
  readonly marks: Readonly<Record<string, string>>;
}

/** Builds the network of a run and claims its addresses. `removeNetns` undoes it, also half of it. */
export async function layCables(options: CableOptions): Promise<Subnet> {
  const { runId, nodes, marks } = options;
  assert(nodes.length <= podsMax, `${nodes.length} nodes need more than the ${podsMax} addresses of a run`);
  // Nodes are named `<group>-<number>`, so this is no name of one; and if it were, they would share a namespace.
  const taken = nodes.some((node) => podNetns(runId, node) === switchNetns(runId));
  assert(!taken, `a node cannot be named as ${switchNetns(runId)}, where the switch between all nodes lies`);
  await ipBatch(cableLines(runId, nodes), { marks });
  const [subnet] = await Promise.all([
    claimSubnet(options),
    ipBatch(switchLines(nodes.length), { netns: switchNetns(runId), marks }),
  ]);
  const furnish = (node: NodeId, index: number) =>
    ipBatch(podLines(subnet, index), { netns: podNetns(runId, node), marks });
  await Promise.all(nodes.map(furnish));
  return subnet;
}

/** The kernel lets only one of two runs have the route to a network: whoever comes second takes another. */
async function claimSubnet({ runId, random, marks }: CableOptions): Promise<Subnet> {
  let last: unknown;
  const stream = random.stream(`subnet/${runId}`);
  for (const subnet of chooseSubnets({ random: stream, routes: await ipRoutes() })) {
    try {
      await ipBatch(legLines(runId, subnet), { marks });
      return subnet;
    } catch (error) {
      if (!/File exists/.test(errorText(error))) throw error;
      last = error;
      await ipBatch([`addr flush dev ${legDevice(runId)}`], { marks });
    }
  }
  throw new EnvironmentError({
    message: `no network of ${podRange} could be claimed for the nodes: ${errorText(last)}`,
    hint: "Look for left-overs of earlier runs with `chaindrill sweep`, and at `ip route`.",
    cause: last,
  });
}
