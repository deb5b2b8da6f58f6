// A real network on any backend, for the tests that every driver must pass.

import { systemClock } from "../base/clock.ts";
import { Teardown } from "../base/teardown.ts";
import type { ConformanceBench } from "../chaos/drivers/conformance.ts";
import type { BackendKind, FaultNeeds } from "../model/node.ts";
import { makeTemporaryDirectory, removeTree } from "../platform/files.ts";
import { outagePlan } from "../testing/outage-plan.ts";
import { realOptionalTool, realTools } from "../testing/real-tools.ts";
import { backendFacts, createBackend } from "./backends.ts";
import { createDriver } from "./drivers.ts";
import { openScope } from "./open-scope.ts";

/** Five signers and an RPC node, up and sealing, with everything there that a fault may need. */
export async function openConformanceBench(
  kind: BackendKind,
  needs: FaultNeeds = { clock: true, http: true },
): Promise<ConformanceBench> {
  const dir = await makeTemporaryDirectory("chaindrill-conformance-");
  const opened = await openScope({
    runsDir: `${dir}/runs`,
    stateDir: `${dir}/state`,
    name: "conformance",
    seed: 1,
    clock: systemClock,
    abort: new AbortController(),
    onEvent: () => {},
  });
  const { scope } = opened;
  const teardown = new Teardown(systemClock);
  const close = async () => {
    await teardown.run();
    await opened.release();
    await opened.recorder.close();
    await removeTree(dir);
  };
  try {
    const tools = await realTools();
    const parts = {
      netAgent: { path: await realOptionalTool("netagent") },
      clockShift: { path: await realOptionalTool("clockshift") },
      dockerSocket: undefined,
      dockerImage: undefined,
    };
    const facts = await backendFacts({ kind, tools, parts });
    const backend = createBackend({ kind, tools, parts, needs, accounts: [], contracts: [], scope });
    const cluster = await backend.start(outagePlan().cluster, scope);
    teardown.push({ what: "network", withinMs: 20_000, undo: async () => cluster[Symbol.asyncDispose]() });
    return {
      driver: createDriver({ facts, netAgent: parts.netAgent, clock: systemClock }),
      facts,
      cluster,
      scope,
      settle: (work) => work,
      [Symbol.asyncDispose]: close,
    };
  } catch (error) {
    await close();
    throw error;
  }
}
