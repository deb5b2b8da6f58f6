import { describe, expect, it } from "vitest";
import { everyMechanism } from "../../model/every-mechanism.ts";
import type { MachineFacts } from "../../platform/machine.ts";
import { doctor, type OwnToolReport, renderDoctor, type ToolReport } from "./doctor.ts";

const machine: MachineFacts = {
  platform: "linux",
  arch: "x64",
  kernel: "6.18.1",
  nodeVersion: "24.21.0",
  cpuModel: "Some CPU",
  cores: 2,
  memoryBytes: 24 * 2 ** 30,
  memoryFreeBytes: 20 * 2 ** 30,
  diskFreeBytes: 50 * 2 ** 30,
  root: false,
  goVersion: null,
  dockerVersion: null,
  cgroups: "v2",
  netem: null,
  signing: "javascript",
};
const found = (name: "k6" | "geth" | "anvil", version: string): ToolReport => ({
  name,
  wanted: version,
  tool: { name, version, path: `/opt/${name}`, how: "PATH" },
  attempts: [],
});
const mechanisms = everyMechanism({ works: false, why: "not probed" });
const process = { kind: "process", available: true, links: true, mechanisms } as const;

const ownTools: OwnToolReport[] = [
  { name: "netagent", tool: { name: "netagent", version: "1.0.0", path: "/opt/netagent", how: "cache" }, attempts: [] },
  { name: "clockshift", tool: undefined, attempts: [{ way: "build", why: "no C compiler:\ngcc was not found" }] },
];

describe("renderDoctor", () => {
  it("shows each tool with its version, place and how it was found", () => {
    const tools = [found("k6", "1.8.1"), found("geth", "1.13.15"), found("anvil", "1.7.1")];
    expect(renderDoctor({ machine, tools, ownTools, backends: [process] })).toMatchInlineSnapshot(`
      "machine
        system     linux x64 6.18.1, 2 cores (Some CPU), 24 GB
        node       24.21.0
        memory     20.0 GB free of 24.0 GB
        disk       50.0 GB free
        user       not root
        go         not on PATH (needed only to build tools that have no download)
        docker     does not answer
        cgroups    v2
        netem      unknown
        signing    JavaScript secp256k1, about ten times slower: signing a corpus takes longer

      tools
        k6         1.8.1     /opt/k6 (PATH)
        geth       1.13.15   /opt/geth (PATH)
        anvil      1.7.1     /opt/anvil (PATH)

      own tools, for some faults
        netagent   1.0.0     /opt/netagent (cache)
        clockshift not there: no C compiler: gcc was not found

      backends
        process    available

      Ready.
      "
    `);
  });

  it("says for what is missing what was tried and what to do", () => {
    const attempts = [
      { way: "CHAINDRILL_GETH", why: "not set" },
      { way: "PATH", why: "/usr/bin/geth: geth 1.17.5 does not fit" },
    ];
    const tools = [{ name: "geth", wanted: "1.13.15", tool: undefined, attempts }];
    const backends = [
      process,
      { kind: "docker", available: false, why: "no daemon answers", links: false, mechanisms } as const,
    ];
    const text = renderDoctor({ machine, tools, ownTools, backends });
    expect(text.slice(text.indexOf("\ntools") + 1)).toMatchInlineSnapshot(`
      "tools
        geth       missing, wanted 1.13.15
            CHAINDRILL_GETH: not set
            PATH: /usr/bin/geth: geth 1.17.5 does not fit

      own tools, for some faults
        netagent   1.0.0     /opt/netagent (cache)
        clockshift not there: no C compiler: gcc was not found

      backends
        process    available
        docker     not available: no daemon answers

      Not ready: geth missing. Try: chaindrill setup
      "
    `);
  });

  it("is not ready without a backend, whatever the tools", () => {
    const text = renderDoctor({
      machine,
      tools: [found("k6", "1.8.1")],
      ownTools,
      backends: [{ ...process, available: false }],
    });
    expect(text).toContain("not available: no reason given");
    expect(text).toMatch(/Not ready: no backend is available on this machine\.\n$/);
  });
});

describe("doctor", () => {
  it("prints one JSON document and exits with 4 when a tool cannot be used", async () => {
    const env = { CHAINDRILL_K6: "/nowhere/k6", PATH: "", XDG_CACHE_HOME: "/nowhere" };
    const answer = await doctor({ json: true, env, diskOf: ".", backends: [process] });
    const report = JSON.parse(answer.text) as { machine: MachineFacts; tools: ToolReport[] };
    expect(answer.exitCode).toBe(4);
    expect(report.machine.cores).toBeGreaterThan(0);
    expect(report.tools.find(({ name }) => name === "k6")?.attempts).toEqual([
      { way: "CHAINDRILL_K6", why: "CHAINDRILL_K6=/nowhere/k6 cannot be used: there is no file /nowhere/k6" },
    ]);
  });
});
