import { chmod } from "node:fs/promises";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { writeFakeProgram, writeFakeTool } from "../../testing/fake-program.ts";
import { exists, listDirectory, makeTemporaryDirectory, readText, removeTree, writeAtomically } from "../files.ts";
import { type PinnedTool, type PinnedTools, pinnedTools } from "./pinned-tools.ts";
import { findTools, resolveTools, toolPlaces } from "./resolve-tools.ts";
import type { RequiredToolName } from "./tool-kinds.ts";

let dir: string;
let lines: string[];
beforeEach(async () => {
  dir = await makeTemporaryDirectory("chaindrill-tools-");
  lines = [];
});
afterEach(() => removeTree(dir));

/** Nothing can be downloaded; `go` is whatever the test puts on PATH. */
const pins: PinnedTools = {
  ...pinnedTools,
  geth: { ...pinnedTools.geth, releases: {} },
  anvil: { ...pinnedTools.anvil, npm: {} },
};

const resolveIn = <Name extends RequiredToolName>(
  names: readonly Name[],
  more: { signal?: AbortSignal; pins?: PinnedTools },
) =>
  resolveTools({
    names,
    explicit: {},
    // The fake `go` is a shell script: it needs the system's own programs.
    path: `${dir}/bin:/usr/bin:/bin`,
    cacheDir: path.join(dir, "cache"),
    progress: (line) => lines.push(line.replace(/\d+ ms|\d+\.\d s/g, "<time>")),
    signal: new AbortController().signal,
    pins,
    ...more,
  });

const without = (text: string) => text.replaceAll(dir, "<dir>").replaceAll(/(linux|darwin)-\w+/g, "<platform>");
const builds = (text: string) => `printf '#!/bin/sh\\necho "${text}"\\n' > "$GOBIN/geth"; chmod +x "$GOBIN/geth"`;
const geth = "Version: 1.13.15-stable";

describe("resolveTools", () => {
  it("takes the explicit path before anything else", async () => {
    const file = await writeFakeTool(path.join(dir, "mine"), "k6 v1.9.0 (go)");
    await writeFakeTool(path.join(dir, "bin", "k6"), "k6 v1.8.1 (go)");
    const explicit = { k6: { path: file, from: "CHAINDRILL_K6" } };
    const { k6 } = await resolveTools({
      names: ["k6"],
      explicit,
      path: path.join(dir, "bin"),
      cacheDir: path.join(dir, "cache"),
      progress: () => {},
      signal: new AbortController().signal,
    });
    expect(k6).toEqual({ name: "k6", version: "1.9.0", path: file, how: "CHAINDRILL_K6" });
  });

  it("refuses an explicit path of a wrong version instead of taking another", async () => {
    const file = await writeFakeTool(path.join(dir, "mine"), "Version: 1.17.5-stable");
    await writeFakeTool(path.join(dir, "bin", "geth"), geth);
    const resolving = resolveTools({
      names: ["geth"],
      ...toolPlaces({ CHAINDRILL_GETH: file, PATH: path.join(dir, "bin"), XDG_CACHE_HOME: dir }),
      progress: () => {},
      signal: new AbortController().signal,
    });
    await expect(resolving).rejects.toMatchObject({
      exitCode: 4,
      message: `CHAINDRILL_GETH=${file} cannot be used: geth 1.17.5 does not fit: needs exactly 1.13.15, the last release that seals Clique blocks`,
    });
  });

  it("takes what is on PATH and fits, saying nothing", async () => {
    const file = await writeFakeTool(path.join(dir, "bin", "k6"), "k6 v2.0.0 (go)");
    const { k6 } = await resolveIn(["k6"], {});
    expect(k6).toEqual({ name: "k6", version: "2.0.0", path: file, how: "PATH" });
    expect(lines).toEqual([]);
  });

  it("asks a program for its version only once, until the file changes", async () => {
    const file = await writeFakeTool(path.join(dir, "bin", "k6"), "k6 v1.8.1 (go)");
    await resolveIn(["k6"], {});
    await resolveIn(["k6"], {});
    expect(await readText(`${file}.asked`)).toBe("x\n");
    await writeFakeTool(file, "k6 v1.10.0 (go)");
    expect((await resolveIn(["k6"], {})).k6.version).toBe("1.10.0");
  });

  it("builds a missing tool into the cache, once for two that ask at the same time", async () => {
    await writeFakeProgram(path.join(dir, "bin", "go"), `echo x >> '${dir}/built'`, builds(geth));
    const [first, second] = await Promise.all([resolveIn(["geth"], {}), resolveIn(["geth"], {})]);
    const file = path.join(dir, "cache", "tools", "geth-1.13.15", "geth");
    expect([first.geth.path, second.geth.path]).toEqual([file, file]);
    expect([first.geth.how, second.geth.how].sort()).toEqual(["cache", "go install"]);
    expect(await readText(path.join(dir, "built"))).toBe("x\n");
    expect(await listDirectory(path.join(dir, "cache", "tools"))).toEqual(["geth-1.13.15", "versions.json"]);
    expect(lines.toSorted()).toEqual([
      "building geth 1.13.15 with go install ...",
      "building geth 1.13.15 with go install: done in <time>",
      `waiting: process ${process.pid} is installing geth 1.13.15`,
    ]);
  });

  it("removes what a dead installation left, and one that fails leaves nothing", async () => {
    const workDir = path.join(dir, "cache", "tools", "geth-1.13.15.work");
    await writeFakeProgram(path.join(workDir, "geth"), "half of it");
    await writeFakeProgram(path.join(dir, "bin", "go"), "test ! -e geth && echo 'no network' >&2; exit 1");
    await expect(resolveIn(["geth"], {})).rejects.toThrow("no network");
    expect(await exists(workDir)).toBe(false);
  });

  it("ends the build and leaves nothing when it is interrupted", async () => {
    await writeFakeProgram(path.join(dir, "bin", "go"), "trap 'exit 130' INT", "while :; do sleep 0.01; done");
    const abort = new AbortController();
    const reason = new Error("interrupted: SIGINT");
    const resolving = resolveTools({
      names: ["geth"],
      explicit: {},
      path: `${dir}/bin:/usr/bin:/bin`,
      cacheDir: path.join(dir, "cache"),
      progress: () => abort.abort(reason),
      signal: abort.signal,
      pins,
    });
    await expect(resolving).rejects.toBe(reason);
    expect(await listDirectory(path.join(dir, "cache", "tools"))).toEqual([]);
  });

  it("lists for every missing tool what was tried and why not", async () => {
    await writeFakeTool(path.join(dir, "bin", "geth"), "Version: 1.17.5-stable");
    const noGo = { ...pins, anvil: { ...pins.anvil, releases: pinnedTools.k6.releases } satisfies PinnedTool };
    const places = { explicit: {}, path: path.join(dir, "bin"), cacheDir: path.join(dir, "cache") };
    const error: unknown = await resolveTools({
      ...places,
      names: ["geth", "anvil"],
      progress: () => {},
      signal: new AbortController().signal,
      pins: noGo,
    }).catch((thrown: unknown) => thrown);
    const { message, hint, exitCode } = error as { message: string; hint: string; exitCode: number };
    expect(exitCode).toBe(4);
    expect(without(message)).toMatchInlineSnapshot(`
      "geth 1.13.15 is not on this machine and could not be installed:
        CHAINDRILL_GETH: not set
        PATH: <dir>/bin/geth: geth 1.17.5 does not fit: needs exactly 1.13.15, the last release that seals Clique blocks
        cache: there is no <dir>/cache/tools/geth-1.13.15/geth
        go install: no \`go\` in any directory of PATH
      anvil 1.7.1 is not on this machine and could not be installed:
        CHAINDRILL_ANVIL: not set
        PATH: no anvil in any of its directories
        cache: there is no <dir>/cache/tools/anvil-1.7.1/anvil
        release: no digest pinned for <platform>"
    `);
    expect(hint).toMatchInlineSnapshot(
      `"Install Go >= 1.25 (https://go.dev/dl/), or put geth 1.13.15 and anvil 1.7.1 on PATH, or set CHAINDRILL_GETH and CHAINDRILL_ANVIL to their paths."`,
    );
  });
});

describe("findTools", () => {
  it("skips a Node script, whose child a signal would not reach", async () => {
    const wrapper = path.join(dir, "bin", "anvil");
    await writeFakeTool(wrapper, "anvil Version: 1.7.1");
    await writeAtomically(wrapper, (await readText(wrapper)).replace("#!/bin/sh", "#!/usr/bin/env node"));
    await chmod(wrapper, 0o755);
    const found = await findTools({ explicit: {}, path: `${dir}/bin`, cacheDir: `${dir}/cache`, pins });
    expect(found.find(({ name }) => name === "anvil")).toMatchObject({
      tool: undefined,
      attempts: [
        { way: "CHAINDRILL_ANVIL" },
        { way: "PATH", why: `${wrapper} is a Node script; the program itself is needed, to signal it` },
        { way: "cache" },
      ],
    });
  });

  it("finds anvil's program in its npm package", async () => {
    const found = await findTools({ explicit: {}, path: "", cacheDir: `${dir}/cache` });
    const anvil = found.find(({ name }) => name === "anvil")?.tool;
    expect(anvil?.how).toMatch(/^npm package @foundry-rs\/anvil-/);
    expect(anvil?.path).toMatch(/node_modules\/@foundry-rs\/anvil-[^/]+\/bin\/anvil$/);
  });
});

describe("toolPlaces", () => {
  it("ignores a relative XDG_CACHE_HOME, as the specification asks", () => {
    expect(toolPlaces({ XDG_CACHE_HOME: "cache", HOME: "/h" }).cacheDir).toBe("/h/.cache/chaindrill");
    expect(toolPlaces({ XDG_CACHE_HOME: "/c", HOME: "/h" }).cacheDir).toBe("/c/chaindrill");
  });
});
