import { describe, expect, it } from "vitest";
import { cgroupDirectories, cgroupsOf, isInContainer } from "./cgroups-of.ts";

const legacyMounts = [
  "30 23 0:26 / /sys/fs/cgroup ro,nosuid - tmpfs tmpfs ro,mode=755",
  "34 30 0:30 / /sys/fs/cgroup/cpu,cpuacct rw,nosuid shared:11 - cgroup cgroup rw,cpu,cpuacct",
  "35 30 0:31 / /sys/fs/cgroup/memory rw,nosuid shared:12 - cgroup cgroup rw,memory",
  "36 30 0:32 / /sys/fs/cgroup/devices rw,nosuid shared:13 - cgroup cgroup rw,devices",
  "37 30 0:33 / /sys/fs/cgroup/unified rw,nosuid shared:14 - cgroup2 cgroup2 rw",
].join("\n");

describe("cgroupDirectories", () => {
  it("has a directory for each controller of version 1 that matters", () => {
    const memberships =
      "4:devices:/docker/a1\n3:memory:/docker/a1\n2:cpu,cpuacct:/docker/a1\n1:name=systemd:/docker/a1\n0::/system.slice\n";
    expect(cgroupDirectories({ memberships, mounts: legacyMounts })).toEqual({
      memory: "/sys/fs/cgroup/memory/docker/a1",
      cpu: "/sys/fs/cgroup/cpu,cpuacct/docker/a1",
      cpuacct: "/sys/fs/cgroup/cpu,cpuacct/docker/a1",
    });
  });

  it("has one directory for all of version 2", () => {
    const mounts = "30 23 0:26 / /sys/fs/cgroup rw,nosuid shared:4 - cgroup2 cgroup2 rw,nsdelegate";
    const memberships = "0::/system.slice/docker-a1.scope\n";
    expect(cgroupDirectories({ memberships, mounts })).toEqual({
      unified: "/sys/fs/cgroup/system.slice/docker-a1.scope",
    });
  });

  it("takes off what lies above the mount", () => {
    const mounts = "30 23 0:26 /ci/job /sys/fs/cgroup rw - cgroup2 cgroup2 rw";
    expect(cgroupDirectories({ memberships: "0::/ci/job/docker/a1", mounts })).toEqual({
      unified: "/sys/fs/cgroup/docker/a1",
    });
    expect(cgroupDirectories({ memberships: "0::/ci/jobs/a1", mounts })).toEqual({});
  });
});

it("has no cgroups of a process that is gone", () => {
  const beyondAnyPid = 2 ** 22 + 1;
  expect(cgroupsOf(beyondAnyPid)).toEqual({});
  expect(isInContainer(beyondAnyPid, "a1")).toBe(false);
});
