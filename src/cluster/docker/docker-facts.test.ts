import { describe, expect, it } from "vitest";
import { everyMechanism } from "../../model/every-mechanism.ts";
import { elfProgram } from "../../platform/docker/elf.fake.ts";
import { writeAtomically } from "../../platform/files.ts";
import { temporaryDirectory } from "../../testing/temporary-directory.ts";
import { factsOf } from "./docker-facts.ts";

const daemon = { version: "20.10.24", apiVersion: "1.41", architecture: "amd64", isHere: true };
const probed = everyMechanism({ works: true, by: "test" });

type Changes = Partial<Parameters<typeof factsOf>[0]>;

const facts = (changes: Changes = {}) =>
  factsOf({ look: async () => daemon, binaries: [], probe: async () => probed, isRoot: true, ...changes });

async function programs(...machines: number[]) {
  const dir = await temporaryDirectory();
  const files = machines.map((machine) => `${dir}/for-${machine}`);
  await Promise.all(machines.map((machine, at) => writeAtomically(files[at] ?? "", elfProgram({ machine }))));
  return { dir, files };
}

describe("factsOf", () => {
  it("can do what the machine can, where its containers can be entered", async () => {
    const { files } = await programs(62);
    expect(await facts({ binaries: files })).toEqual({
      kind: "docker",
      links: false,
      mechanisms: probed,
      available: true,
    });
  });

  it("can do nothing from outside to containers that nobody may enter", async () => {
    const whyNot = async (changes: Changes) => {
      const { mechanisms, available } = await facts(changes);
      return [available, mechanisms.filter.works ? "" : mechanisms.filter.why];
    };
    expect([
      await whyNot({ isRoot: false }),
      await whyNot({ look: async () => ({ ...daemon, isHere: false }) }),
      await whyNot({ probe: undefined }),
    ]).toMatchInlineSnapshot(`
      [
        [
          true,
          "only root may enter the namespaces of containers",
        ],
        [
          true,
          "the Docker daemon runs on another machine, or in a virtual one: its containers cannot be entered",
        ],
        [
          true,
          "nobody has probed what this machine can do",
        ],
      ]
    `);
  });

  it("is not there without a daemon", async () => {
    const look = async () => Promise.reject(new Error("the Docker daemon does not run"));
    expect(await facts({ look })).toMatchObject({ available: false, why: "the Docker daemon does not run" });
  });

  it("wants one client at least that runs where the daemon does", async () => {
    const { dir, files } = await programs(183, 62);
    expect(await facts({ binaries: files })).toMatchObject({ available: true });
    const [forArm = ""] = files;
    const { why } = await facts({ binaries: [forArm] });
    expect(why?.replaceAll(dir, "DIR")).toMatchInlineSnapshot(
      `"DIR/for-183 is made for arm64, the Docker daemon runs on amd64"`,
    );
  });
});
