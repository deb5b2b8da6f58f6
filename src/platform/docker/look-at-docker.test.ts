import { describe, expect, it } from "vitest";
import { type FakeAnswers, fakeDockerDaemon, fakeVersion } from "./docker-daemon.fake.ts";
import { lookAtDocker } from "./look-at-docker.ts";

const machine = { hostName: "lab", kernel: "6.1.0" };

async function look(answers: FakeAnswers) {
  const { socketPath } = await fakeDockerDaemon(answers);
  return lookAtDocker({ socketPath, machine }).catch((error: Error) => error.message.replace(socketPath, "SOCKET"));
}

describe("lookAtDocker", () => {
  it("knows a daemon of this machine by its name and kernel", async () => {
    const info = { Name: "lab", KernelVersion: "6.1.0" };
    const seen = { version: "20.10.24", apiVersion: "1.41", architecture: "amd64" };
    expect(await look({ info })).toEqual({ ...seen, isHere: true });
    expect(await look({ info: { ...info, Name: "docker-desktop" } })).toEqual({ ...seen, isHere: false });
    expect(await look({ info: { ...info, KernelVersion: "6.6.0-linuxkit" } })).toEqual({ ...seen, isHere: false });
  });

  it("refuses a daemon that is too old, and one without Linux containers", async () => {
    expect([
      await look({ version: { ...fakeVersion, ApiVersion: "1.40" } }),
      await look({ version: { ...fakeVersion, Os: "windows" } }),
      await look({ version: {} }),
    ]).toMatchInlineSnapshot(`
      [
        "the Docker daemon at SOCKET speaks version 1.40 of the Engine API; at least 1.41 is needed",
        "the Docker daemon at SOCKET runs containers of windows; Linux is needed",
        "the Docker daemon at SOCKET speaks version unknown of the Engine API; at least 1.41 is needed",
      ]
    `);
  });

  it("takes a newer one", async () => {
    expect(await look({ version: { ...fakeVersion, ApiVersion: "1.52" } })).toMatchObject({ apiVersion: "1.52" });
  });
});
