import { describe, expect, it } from "vitest";
import { systemClock } from "../../base/clock.ts";
import { fakeDockerDaemon, fakeVersion } from "../../platform/docker/docker-daemon.fake.ts";
import { listDirectory } from "../../platform/files.ts";
import { fakeScope } from "../../testing/fake-scope.ts";
import { sampleCluster } from "../../testing/sample-plan.ts";
import { temporaryDirectory } from "../../testing/temporary-directory.ts";
import { createDockerBackend } from "./docker-backend.ts";

const options = {
  tools: { geth: "/nowhere/geth", anvil: "/nowhere/anvil" },
  accounts: [],
  needs: { clock: false, http: false },
};

describe("createDockerBackend", () => {
  it("says without a daemon that there is none, and touches nothing", async () => {
    const dir = await temporaryDirectory();
    const scope = { ...fakeScope({ clock: systemClock }), scratchDir: `${dir}/scratch` };
    const backend = createDockerBackend({ ...options, socketPath: `${dir}/docker.sock` });
    expect(await backend.facts()).toMatchObject({ kind: "docker", available: false });
    await expect(backend.start(sampleCluster({}), scope)).rejects.toMatchObject({ trouble: "no-socket", exitCode: 4 });
    expect([scope.undos, await listDirectory(dir)]).toEqual([[], []]);
  });

  it("refuses a daemon that is too old before it touches anything", async () => {
    const { socketPath } = await fakeDockerDaemon({ version: { ...fakeVersion, ApiVersion: "1.24" } });
    const scope = fakeScope({ clock: systemClock });
    await expect(createDockerBackend({ ...options, socketPath }).start(sampleCluster({}), scope)).rejects.toThrow(
      "1.24",
    );
    expect(scope.undos).toEqual([]);
  });

  it("registers how to undo everything before it does anything", async () => {
    const { socketPath, asked } = await fakeDockerDaemon();
    const scope = fakeScope({ clock: systemClock });
    const refusing = { ...scope, undo: { register: () => Promise.reject(new Error("the log cannot be written")) } };
    const starting = createDockerBackend({ ...options, socketPath }).start(sampleCluster({}), refusing);
    await expect(starting).rejects.toThrow("cannot be written");
    expect(asked).toEqual(["GET /version", "GET /info"]);
  });
});
