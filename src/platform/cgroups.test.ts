import path from "node:path";
import { describe, expect, it } from "vitest";
import { sleepingProcess } from "../testing/sleeping-process.ts";
import { temporaryDirectory } from "../testing/temporary-directory.ts";
import { createCgroups, joiningCgroups, parseCgroupMounts, removeCgroups } from "./cgroups.ts";
import { isDirectory, listFilesNow, makeDirectory, removeTree, writeAtomically } from "./files.ts";
import { commandLine } from "./processes.ts";

describe("parseCgroupMounts", () => {
  it("finds each controller of version 1, and version 2 beside them", () => {
    const mountinfo = `
23 1 0:1 / / rw,relatime - ext4 /dev/root rw
32 31 0:29 / /sys/fs/cgroup/cpu,cpuacct rw,nosuid shared:9 - cgroup cgroup rw,cpu,cpuacct
35 31 0:32 / /sys/fs/cgroup/memory rw,relatime - cgroup cgroup rw,memory
40 31 0:37 / /sys/fs/cgroup/systemd rw,relatime - cgroup cgroup rw,name=systemd
41 31 0:38 / /sys/fs/cgroup/unified rw,relatime - cgroup2 cgroup2 rw,nsdelegate
`;
    expect(parseCgroupMounts(mountinfo)).toEqual({
      cpu: "/sys/fs/cgroup/cpu,cpuacct",
      cpuacct: "/sys/fs/cgroup/cpu,cpuacct",
      memory: "/sys/fs/cgroup/memory",
      "name=systemd": "/sys/fs/cgroup/systemd",
      unified: "/sys/fs/cgroup/unified",
    });
  });

  it("finds version 2 alone, and nothing where nothing is", () => {
    const mountinfo = "30 23 0:26 / /sys/fs/cgroup rw,nosuid - cgroup2 cgroup2 rw\n";
    expect(parseCgroupMounts(mountinfo)).toEqual({ unified: "/sys/fs/cgroup" });
    expect(parseCgroupMounts("")).toEqual({});
  });
});

describe("the cgroups of a run", () => {
  it("are one directory of the run in each hierarchy, with one for each node, controllers mounted together once", async () => {
    const dir = await temporaryDirectory();
    const mounts = {
      cpu: `${dir}/cpu,cpuacct`,
      cpuacct: `${dir}/cpu,cpuacct`,
      memory: `${dir}/memory`,
      pids: `${dir}/pids`,
    };
    for (const point of Object.values(mounts)) await makeDirectory(point);
    const cgroups = await createCgroups({ runId: "0a1b2c3d", nodes: ["signer-0", "rpc-0"], mounts });
    expect(cgroups.get("rpc-0")).toEqual({
      cpu: `${dir}/cpu,cpuacct/chaindrill-0a1b2c3d/rpc-0`,
      cpuacct: `${dir}/cpu,cpuacct/chaindrill-0a1b2c3d/rpc-0`,
      memory: `${dir}/memory/chaindrill-0a1b2c3d/rpc-0`,
    });
    const made = [...cgroups.values()].flatMap((byController) => Object.values(byController));
    expect(await Promise.all(made.map(isDirectory))).toEqual(made.map(() => true));
    expect(await isDirectory(`${dir}/pids/chaindrill-0a1b2c3d`)).toBe(false);
  });

  it("are in version 2 where the controllers are in no other", async () => {
    const dir = await temporaryDirectory();
    const mounts = { unified: dir, pids: dir };
    const cgroups = await createCgroups({ runId: "0a1b2c3d", nodes: ["dev-0"], mounts });
    expect(cgroups.get("dev-0")).toEqual({ unified: `${dir}/chaindrill-0a1b2c3d/dev-0` });
  });

  it("say why they cannot be made, and leave none", async () => {
    const dir = await temporaryDirectory();
    await makeDirectory(`${dir}/cpu`);
    const mounts = { cpu: `${dir}/cpu`, memory: `${dir}/nowhere` };
    await expect(createCgroups({ runId: "0a1b2c3d", nodes: ["dev-0"], mounts })).rejects.toThrow(
      /^could not make cgroups for the nodes: ENOENT/,
    );
    expect(await isDirectory(`${dir}/cpu/chaindrill-0a1b2c3d`)).toBe(false);
    await expect(
      createCgroups({ runId: "0a1b2c3d", nodes: [], mounts: {} }),
    ).rejects.toThrowErrorMatchingInlineSnapshot(
      `[EnvironmentError: could not make cgroups for the nodes: no cgroup hierarchy is mounted]`,
    );
  });
});

describe("removeCgroups", () => {
  it("removes the run's, with what is below them, leaves others alone, and may be asked again", async () => {
    const dir = await temporaryDirectory();
    const mounts = { cpu: `${dir}/cpu`, memory: `${dir}/memory` };
    await makeDirectory(`${dir}/cpu/chaindrill-0a1b2c3d/signer-0/deeper`);
    await makeDirectory(`${dir}/memory/chaindrill-0a1b2c3d4e/signer-0`);
    await removeCgroups("0a1b2c3d", mounts);
    await removeCgroups("0a1b2c3d", mounts);
    expect(await isDirectory(`${dir}/cpu/chaindrill-0a1b2c3d`)).toBe(false);
    expect(await isDirectory(`${dir}/memory/chaindrill-0a1b2c3d4e/signer-0`)).toBe(true);
  });

  it("kills who is inside first", async () => {
    const dir = await temporaryDirectory();
    const inside = await sleepingProcess({});
    const procs = path.join(dir, "chaindrill-0a1b2c3d", "cgroup.procs");
    await writeAtomically(procs, `${inside.pid}\n`);
    // In a real cgroup this file goes with the directory; here whoever ends the process has to take it away.
    void inside.exited.then(() => removeTree(procs));
    await removeCgroups("0a1b2c3d", { unified: dir });
    expect((await inside.exited).signal).toBe("SIGKILL");
    expect(listFilesNow(dir)).toEqual([]);
  });
});

describe("joiningCgroups", () => {
  it("writes the shell's own pid into each directory once, and becomes the program", () => {
    const cgroups = { cpu: "/c/cpu/n", cpuacct: "/c/cpu/n", memory: "/c/memory/n" };
    const { command, args } = joiningCgroups(cgroups, { command: "geth", args: ["--datadir", "a b"] });
    expect(commandLine(command, args)).toMatchInlineSnapshot(
      `"sh -c 'while [ "$1" != -- ]; do echo $$ > "$1" || exit 125; shift; done; shift; exec "$@"' sh /c/cpu/n/cgroup.procs /c/memory/n/cgroup.procs -- geth --datadir 'a b'"`,
    );
  });

  it("leaves a program alone that has none", () => {
    const program = { command: "geth", args: [] };
    expect(joiningCgroups({}, program)).toBe(program);
  });
});
