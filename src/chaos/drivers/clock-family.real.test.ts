import path from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { systemClock } from "../../base/clock.ts";
import { poll } from "../../base/poll.ts";
import type { FaultAction } from "../../model/fault.ts";
import type { ClusterNode } from "../../model/node.ts";
import { createClockLauncher } from "../../platform/clockshift.ts";
import { askDate } from "../../platform/http-date.ts";
import { killPid, startProcess } from "../../platform/processes.ts";
import { realOptionalTool, realTools } from "../../testing/real-tools.ts";
import { sampleFault, selectNodes } from "../../testing/sample-fault.ts";
import { outsideOn } from "../evidence/outside.ts";
import { clockFamily } from "./clock-family.ts";
import { requestFor, scratchPod, scratchScope } from "./scratch-pod.fake.ts";

const elsewhere = process.platform === "linux" ? "" : " (Linux only)";
const port = 28_545;

/** One geth that seals by itself and whose clock can be moved. */
async function startGeth(): Promise<ClusterNode> {
  const { scratchDir } = await scratchScope();
  const { geth } = await realTools();
  const node = scratchPod({ rpcUrl: `http://127.0.0.1:${port}` });
  const binary = await realOptionalTool("clockshift");
  const { wrapCommand, wallClock } = createClockLauncher({ binary, controlDir: scratchDir, clock: systemClock })(
    node.id,
  );
  const args = ["--dev", "--datadir", path.join(scratchDir, "d"), "--http", "--http.port", String(port), "--port", "0"];
  const { pid, exited } = await startProcess({
    ...wrapCommand({ command: geth, args: [...args, "--nodiscover", "--ipcdisable", "--authrpc.port", "0"] }),
    logFile: path.join(scratchDir, "log"),
  });
  onTestFinished(async () => {
    killPid(pid, "SIGKILL");
    await exited;
  });
  const answers = { clock: systemClock, awaited: "geth to answer", withinMs: 20_000, everyMs: 50 };
  await poll(answers, async () => {
    const answer = await askDate({ url: node.endpoints.rpcUrl, withinMs: 1000, clock: systemClock });
    return answer.kind === "date" ? { done: true } : { notYet: answer.reason };
  });
  return { ...node, control: { ...node.control, wallClock } };
}

describe.skipIf(elsewhere !== "")(`TimeChaos on geth${elsewhere}`, () => {
  it("is seen in the dates of its answers, adds up, and is seen to end", async () => {
    const node = await startGeth();
    const scope = await scratchScope();
    const family = clockFamily();
    const prepare = (offsetMs: number) => {
      const action: Extract<FaultAction, { kind: "TimeChaos" }> = {
        ...{ kind: "TimeChaos", action: "time", selection: selectNodes("signer-0"), containerNames: [] },
        ...{ offsetMs, clockIds: ["CLOCK_REALTIME"] },
      };
      const request = requestFor(sampleFault(action), node);
      expect(family.objection(action, request)).toBeUndefined();
      return family.prepare(action, { request, scope, outside: outsideOn(systemClock) });
    };
    const back = prepare(-600_000);
    const on = prepare(30_000);
    await back.carryOut();
    const evidence = await back.evidence();
    expect(evidence.observations.map((seen) => seen.found).join("\n")).toMatch(
      /^-?0\.\d{3} s off .*\n-(600\.0|599\.9)\d\d s off \(known to ±0\.0\d\d s\)\n-600000 ms, the node asked for it$/,
    );
    expect(evidence).toMatchObject({ seen: true });
    await on.carryOut();
    expect(await on.evidence()).toMatchObject({ seen: true });
    expect(await on.evidence()).toMatchObject({
      observations: [{}, { expected: "-570.000 s off, within 5.700 s" }, {}],
    });
    await back.revert();
    expect(await back.evidenceOfEnd()).toMatchObject({ seen: true });
    await on.revert();
    await on.revert();
    expect(await on.evidenceOfEnd()).toMatchObject({
      seen: true,
      observations: [{ expected: "0.000 s off, within 0.100 s" }, { expected: "0 ms" }],
    });
  });
});
