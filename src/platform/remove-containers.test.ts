import { describe, expect, it } from "vitest";
import { systemClock } from "../base/clock.ts";
import { temporaryDirectory } from "../testing/temporary-directory.ts";
import { type FakeObject, fakeDockerDaemon } from "./docker/docker-daemon.fake.ts";
import { removeContainers } from "./remove-containers.ts";

const own = (kind: FakeObject["kind"], id: string, refusals = 0): FakeObject => ({
  kind,
  id,
  label: "chaindrill.run=abc123",
  refusals,
});

/** Waits in no time; requests to the daemon keep the real clock. */
const clock = { ...systemClock, sleep: () => systemClock.sleep(0) };

describe("removeContainers", () => {
  it("only looks where there is nothing", async () => {
    const { socketPath, asked } = await fakeDockerDaemon();
    await removeContainers({ runId: "abc123", socketPath, clock });
    expect(new Set(asked)).toEqual(new Set(["GET /containers/json", "GET /networks", "GET /volumes"]));
  });

  it("removes what bears the run's label, and nothing else", async () => {
    const other: FakeObject = { kind: "containers", id: "f00", label: "chaindrill.run=abc1234" };
    const daemon = await fakeDockerDaemon({
      objects: [own("containers", "c1"), own("containers", "c2"), other, own("networks", "n1"), own("volumes", "v1")],
    });
    await removeContainers({ runId: "abc123", socketPath: daemon.socketPath, clock });
    expect(daemon.objects).toEqual([other]);
  });

  it("tries again what the daemon would not let go of yet", async () => {
    const daemon = await fakeDockerDaemon({ objects: [own("networks", "n1", 1)] });
    await removeContainers({ runId: "abc123", socketPath: daemon.socketPath, clock });
    expect(daemon.objects).toEqual([]);
    expect(daemon.asked.filter((what) => what === "DELETE /networks/n1")).toHaveLength(2);
  });

  it.each(["DELETE /networks/n1", "GET /volumes"])("finds what appears only after %s", async (request) => {
    // Its creation was under way when the harness died.
    let created = false;
    const daemon = await fakeDockerDaemon({
      objects: request.startsWith("DELETE") ? [own("networks", "n1")] : [],
      onAsked: (what, { objects }) => {
        if (what !== request || created) return;
        created = true;
        objects.push(own("containers", "late"), own("networks", "late"));
      },
    });
    await removeContainers({ runId: "abc123", socketPath: daemon.socketPath, clock });
    expect(daemon.objects).toEqual([]);
  });

  it("does not wait for a daemon that is not there", async () => {
    const socketPath = `${await temporaryDirectory()}/docker.sock`;
    await expect(removeContainers({ runId: "abc123", socketPath, clock })).rejects.toMatchObject({
      trouble: "no-socket",
    });
  });
});
