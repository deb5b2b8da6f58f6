import { describe, expect, it } from "vitest";
import { containerKill, podFailure, podKill, sampleFault, selectNodes } from "../../testing/sample-fault.ts";
import { failuresIn, openBroken, openFakeBench } from "./bench.fake.ts";

const anyone = selectNodes("signer-0");

describe("pod-kill", () => {
  it("kills at once with grace period 0, and starts the replacement a second later", async () => {
    await using b = openFakeBench();
    const active = await b.inject(podKill(anyone), { sources: ["signer-1"] });
    await b.settle(active.evidence());
    expect(b.cluster.calls).toEqual(["signer-1 stop graceMs=0 by=fault"]);
    await b.clock.advance(999);
    expect(b.cluster.calls).toHaveLength(1);
    await b.clock.advance(1);
    expect(b.cluster.calls).toEqual(["signer-1 stop graceMs=0 by=fault", "signer-1 start by=fault"]);
  });

  it("gives the grace period of the manifest", async () => {
    await using b = openFakeBench();
    const active = await b.inject(podKill(anyone, 7000), { sources: ["signer-1"] });
    expect(b.cluster.calls).toEqual(["signer-1 stop graceMs=7000 by=fault"]);
    await b.settle(active.revert());
  });

  it("starts a replacement that is due later when it is undone", async () => {
    await using b = openFakeBench();
    const active = await b.inject(podKill(anyone), { sources: ["signer-1"] });
    await active.revert();
    expect(b.clock.nowMs()).toBe(0);
    expect(b.cluster.node("signer-1").control.state()).toEqual({ status: "running", pid: 1007 });
  });

  it("does not start a node twice at once when it is undone during the restart", async () => {
    await using b = openFakeBench();
    const node = b.cluster.node("signer-1");
    let starting = 0;
    let startingMost = 0;
    const control = {
      ...node.control,
      async start(options: { by: "fault" | "harness" }) {
        startingMost = Math.max(startingMost, ++starting);
        await b.clock.sleep(100);
        await node.control.start(options);
        starting -= 1;
      },
    };
    const fault = sampleFault(podKill(anyone));
    const request = { fault, sources: [{ ...node, control }], peers: [] };
    const active = await b.settle(b.driver.inject(request, b.scope));
    await b.clock.advance(1050);
    await b.settle(active.revert());
    expect(startingMost).toBe(1);
  });
});

describe("container-kill", () => {
  it("restarts at once the first time, and after 10 s the second time", async () => {
    await using b = openFakeBench();
    const spans: number[] = [];
    for (let kill = 0; kill < 2; kill++) {
      const startedAtMs = b.clock.nowMs();
      const active = await b.inject(containerKill(anyone), { sources: ["signer-1"] });
      const end = await b.settle(active.evidenceOfEnd());
      expect(end.seen).toBe(true);
      spans.push(Math.round((end.atMs - startedAtMs) / 1000));
    }
    expect(spans).toEqual([1, 11]);
  });

  it("objects when a node has no such container", async () => {
    await using b = openFakeBench();
    const request = b.request(containerKill(anyone, ["besu", "reth"]), { sources: ["signer-1", "signer-2"] });
    expect(b.driver.objection(request)).toMatchInlineSnapshot(
      `"no container besu or reth: signer-1 has geth, signer-2 has geth"`,
    );
    expect(b.driver.objection(b.request(containerKill(anyone, []), { sources: ["signer-1"] }))).toMatchInlineSnapshot(
      `"containerNames is empty: signer-1 has geth"`,
    );
  });
});

describe("evidence of an outage", () => {
  it("tells what was looked at", async () => {
    await using b = openFakeBench();
    const active = await b.inject(podFailure(anyone), { sources: ["signer-1"] });
    expect(await b.settle(active.evidence())).toMatchInlineSnapshot(`
      {
        "atMs": 0,
        "observations": [
          {
            "asExpected": true,
            "expected": "gone",
            "found": "gone",
            "what": "process 1002 of signer-1",
          },
          {
            "asExpected": true,
            "expected": "refused",
            "found": "refused",
            "what": "connection to the RPC port of signer-1",
          },
        ],
        "seen": true,
      }
    `);
    await active.revert();
    expect(await b.settle(active.evidenceOfEnd())).toMatchInlineSnapshot(`
      {
        "atMs": 800,
        "observations": [
          {
            "asExpected": true,
            "expected": "running, not as 1002",
            "found": "running as 1007",
            "what": "process of signer-1",
          },
          {
            "asExpected": true,
            "expected": "answered",
            "found": "answered",
            "what": "eth_blockNumber of signer-1",
          },
        ],
        "seen": true,
      }
    `);
  });

  it("is not seen when the process runs on", async () => {
    await using b = openBroken("immortal");
    const active = await b.inject(podFailure(anyone), { sources: ["signer-1"] });
    const evidence = await b.settle(active.evidence());
    expect(evidence).toMatchObject({ seen: false, atMs: 5000 });
    expect(failuresIn(evidence)).toMatchInlineSnapshot(`
      [
        "process 1002 of signer-1: expected gone, found running",
        "connection to the RPC port of signer-1: expected refused, found accepted",
      ]
    `);
    await active.revert();
    const end = await b.settle(active.evidenceOfEnd());
    expect(failuresIn(end)).toEqual(["process of signer-1: expected running, not as 1002, found running as 1002"]);
  });

  it("of the end is not seen when the node does not answer within 30 s", async () => {
    await using b = openBroken("mute-after-start");
    const active = await b.inject(podFailure(anyone), { sources: ["signer-1"] });
    await active.revert();
    const end = await b.settle(active.evidenceOfEnd());
    expect(end).toMatchObject({ seen: false, atMs: 30_000 });
    expect(failuresIn(end)).toMatchInlineSnapshot(`
      [
        "eth_blockNumber of signer-1: expected answered, found refused",
      ]
    `);
  });

  it("of the end is waited for 5 s only when the run is aborted", async () => {
    await using b = openBroken("mute-after-start");
    const active = await b.inject(podFailure(anyone), { sources: ["signer-1"] });
    b.scope.interrupt(new Error("Ctrl-C"));
    await active.revert();
    const end = await b.settle(active.evidenceOfEnd());
    expect(end.seen).toBe(false);
    expect(end.atMs).toBeLessThan(5100);
  });

  it("of the end says that the restart failed", async () => {
    await using b = openBroken("cannot-start");
    const active = await b.inject(podKill(anyone), { sources: ["signer-1"] });
    expect(failuresIn(await b.settle(active.evidenceOfEnd()))).toMatchInlineSnapshot(`
      [
        "restart of signer-1: expected started, found signer-1 cannot be started",
        "process of signer-1: expected running, not as 1002, found stopped",
        "eth_blockNumber of signer-1: expected answered, found refused",
      ]
    `);
    await expect(active.revert()).rejects.toThrow("signer-1 cannot be started");
  });
});

describe("a failed injection", () => {
  it("is undone before it is reported", async () => {
    await using b = openBroken("cannot-stop");
    const injected = b.driver.inject(b.request(podFailure(anyone), { sources: ["signer-1", "signer-2"] }), b.scope);
    await expect(b.settle(injected)).rejects.toThrow("signer-1 cannot be stopped");
    expect(b.cluster.calls.slice(-2)).toEqual(["signer-1 start by=fault", "signer-2 start by=fault"]);
  });

  it("tells both errors when it cannot be undone either", async () => {
    await using b = openBroken("cannot-stop", "cannot-start");
    await expect(b.inject(podFailure(anyone), { sources: ["signer-1"] })).rejects.toThrowErrorMatchingInlineSnapshot(
      `[EnvironmentError: signer-1 cannot be stopped; its undo failed as well: signer-1 cannot be started]`,
    );
  });
});
