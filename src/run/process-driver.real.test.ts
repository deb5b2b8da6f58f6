import { describe } from "vitest";
import { systemClock } from "../base/clock.ts";
import { Teardown } from "../base/teardown.ts";
import { type ConformanceBench, declareDriverConformance } from "../chaos/drivers/conformance.ts";
import { createProcessDriver } from "../chaos/drivers/process-driver.ts";
import { createProcessBackend } from "../cluster/process/process-backend.ts";
import { makeTemporaryDirectory, removeTree } from "../platform/files.ts";
import { outagePlan } from "../testing/outage-plan.ts";
import { realTools } from "../testing/real-tools.ts";
import { openScope } from "./open-scope.ts";

describe("the process driver on five real signers", () => {
  declareDriverConformance(openBench);
});

async function openBench(): Promise<ConformanceBench> {
  const dir = await makeTemporaryDirectory("chaindrill-conformance-");
  const places = { runsDir: `${dir}/runs`, stateDir: `${dir}/state` };
  const abort = new AbortController();
  const opened = await openScope({
    ...places,
    name: "conformance",
    seed: 1,
    clock: systemClock,
    abort,
    onEvent: () => {},
  });
  const teardown = new Teardown(systemClock);
  const backend = createProcessBackend({ tools: await realTools(), accounts: [] });
  const cluster = await backend.start(outagePlan().cluster, opened.scope);
  teardown.push({ what: "network", withinMs: 20_000, undo: async () => cluster[Symbol.asyncDispose]() });
  return {
    driver: createProcessDriver(),
    facts: await backend.facts(),
    cluster,
    scope: opened.scope,
    settle: (work) => work,
    async [Symbol.asyncDispose]() {
      await teardown.run();
      await opened.release();
      await opened.recorder.close();
      await removeTree(dir);
    },
  };
}
