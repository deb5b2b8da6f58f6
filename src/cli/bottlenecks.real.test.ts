// Runs with a bottleneck of our own making (fixtures/bottlenecks): each must be named, and no other. Where cgroups cannot
// be made nobody can be held back, and those two are skipped.

import { describe, expect, it } from "vitest";
import { readResult } from "../journal/read-result.ts";
import type { Bottleneck, Result } from "../model/result.ts";
import { command } from "../testing/command.ts";
import { openPlaces } from "../testing/command-places.ts";
import { canHoldBack, gethWithSmallPool, heldBack } from "../testing/planted-program.ts";
import { realTools } from "../testing/real-tools.ts";
import { runDirectoriesIn } from "../testing/recorded-so-far.ts";

const canLimit = await canHoldBack();

interface Named {
  readonly bottleneck: Bottleneck | undefined;
  readonly result: Result;
  readonly stdout: string;
}

async function nameOf(plan: string, env: Readonly<Record<string, string>> = {}): Promise<Named> {
  await using places = await openPlaces();
  const file = `fixtures/bottlenecks/${plan}.plan.yaml`;
  const { stdout } = await command(["run", file, "--out", places.runsDir], { places, withinMs: 180_000, env });
  const result = readResult(runDirectoriesIn(places.runsDir)[0] ?? "");
  return { bottleneck: result.loads[0]?.bottleneck, result, stdout };
}

describe("a planted bottleneck is named", { timeout: 200_000 }, () => {
  it("gas-limit, when everything is accepted and blocks are too small", async () => {
    const { bottleneck, stdout } = await nameOf("small-gas-limit");
    expect(bottleneck).toMatchObject({ limit: "gas-limit" });
    expect(stdout).toContain(bottleneck?.sentence);
  });

  it("network-path, when the node is far away", async () => {
    const { bottleneck } = await nameOf("slow-link");
    expect(bottleneck).toMatchObject({ limit: "network-path" });
  });

  it("pool, when it takes no more", async () => {
    await using geth = await gethWithSmallPool((await realTools()).geth);
    const { bottleneck } = await nameOf("full-pool", { CHAINDRILL_GETH: geth.path });
    expect(bottleneck).toMatchObject({ limit: "pool" });
  });

  it.skipIf(!canLimit)("generator, when it has no processor, and the run measures nothing else", async () => {
    await using k6 = await heldBack({ program: (await realTools()).k6, cores: 0.05, only: "run" });
    const { bottleneck, result } = await nameOf("starved-generator", { CHAINDRILL_K6: k6.path });
    expect(bottleneck).toMatchObject({ limit: "generator" });
    expect(result.invalid.join("\n")).toContain(bottleneck?.sentence);
  });

  it.skipIf(!canLimit)("node-cpu, when the node has no processor", async () => {
    await using geth = await heldBack({ program: (await realTools()).geth, cores: 0.1, only: "/rpc-0" });
    const { bottleneck } = await nameOf("slow-node", { CHAINDRILL_GETH: geth.path });
    expect(bottleneck).toMatchObject({ limit: "node-cpu" });
  });
});
