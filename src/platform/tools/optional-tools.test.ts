import path from "node:path";
import { beforeEach, describe, expect, it } from "vitest";
import { writeFakeProgram, writeFakeTool } from "../../testing/fake-program.ts";
import { temporaryDirectory } from "../../testing/temporary-directory.ts";
import { listDirectory, writeAtomically } from "../files.ts";
import { findOptionalTools, type OptionalToolPlaces, pathOrWhy, resolveOptionalTools } from "./optional-tools.ts";
import { toolPlaces } from "./resolve-tools.ts";

let dir: string;
let lines: string[];
beforeEach(async () => {
  dir = await temporaryDirectory();
  lines = [];
});

/** Compilers that make a program of what the sources say it prints, or fail as told. */
async function writeCompilers(): Promise<void> {
  const compile = [
    'while [ "$1" != -o ]; do shift; done',
    `echo x >> '${dir}/builds'`,
    'printf "#!/bin/sh\\ncat <<END\\n%s\\nEND\\n" "$(cat says.*)" > "$2"; chmod +x "$2"',
  ];
  await writeFakeProgram(path.join(dir, "bin", "go"), ...compile);
  await writeFakeProgram(path.join(dir, "bin", "cc"), "echo 'no stdio.h' >&2; exit 1");
}

async function writeSources(): Promise<void> {
  await writeAtomically(path.join(dir, "native", "netagent", "says.go"), "netagent 1.0.0");
  await writeAtomically(path.join(dir, "native", "clockshift", "says.c"), "clockshift 1.0.0");
}

const places = (more: Partial<OptionalToolPlaces> = {}): OptionalToolPlaces => ({
  explicit: {},
  path: `${dir}/bin:/usr/bin:/bin`,
  cacheDir: path.join(dir, "cache"),
  sourcesDir: path.join(dir, "native"),
  system: "linux",
  ...more,
});

const resolve = (more: Partial<OptionalToolPlaces> = {}) =>
  resolveOptionalTools({
    ...places(more),
    progress: (line) => lines.push(line.replace(/\d+ ms|\d+\.\d s/g, "<time>")),
    signal: new AbortController().signal,
  });

const without = (found: unknown) =>
  JSON.stringify(found)
    .replaceAll(dir, "<dir>")
    .replaceAll(/-[0-9a-f]{12}\b/g, "-<digest>");

describe("resolveOptionalTools", () => {
  it("builds from the sources once, and again when they were edited", async () => {
    await writeCompilers();
    await writeSources();
    const first = (await resolve()).netagent.tool;
    const second = (await resolve()).netagent.tool;
    expect([first?.how, second?.how]).toEqual(["sources", "cache"]);
    expect(second?.path).toBe(first?.path);
    await writeAtomically(path.join(dir, "native", "netagent", "says.go"), "netagent 1.1.0");
    const edited = (await resolve()).netagent.tool;
    expect(edited).toMatchObject({ version: "1.1.0", how: "sources" });
    expect(edited?.path).not.toBe(first?.path);
  });

  it("tells what it does, and gives a reason instead of an error for the tool that cannot be built", async () => {
    await writeCompilers();
    await writeSources();
    const { netagent, clockshift } = await resolve();
    expect(pathOrWhy(netagent)).toEqual({ path: netagent.tool?.path });
    expect(without(pathOrWhy(clockshift))).toMatchInlineSnapshot(
      `"{"why":"cc -O2 -static -Wall -Wextra -o <dir>/cache/tools/clockshift-<digest>.work/clockshift says.c ended with code 1 no stdio.h"}"`,
    );
    expect(without(lines)).toMatchInlineSnapshot(
      `"["building netagent from its sources ...","building netagent from its sources: done in <time>","building clockshift from its sources ...","building clockshift from its sources: failed after <time>"]"`,
    );
    expect(await listDirectory(path.join(dir, "cache", "tools"))).not.toContainEqual(
      expect.stringMatching(/work$|lock$/),
    );
  });

  it("says what to install where there is no compiler, and what is not there where there are no sources", async () => {
    await writeAtomically(path.join(dir, "native", "netagent", "says.go"), "netagent 1.0.0");
    const { netagent, clockshift } = await resolve({ path: path.join(dir, "bin") });
    expect(without([pathOrWhy(netagent), pathOrWhy(clockshift)])).toMatchInlineSnapshot(
      `"[{"why":"no \`go\` in any directory of PATH; needs Go >= 1.24 (https://go.dev/dl/)"},{"why":"there is no <dir>/native/clockshift"}]"`,
    );
  });

  it("takes an explicit path, and refuses one that does not fit without looking further", async () => {
    await writeCompilers();
    await writeSources();
    const mine = await writeFakeTool(path.join(dir, "mine"), "netagent 1.5.0");
    const other = await writeFakeTool(path.join(dir, "other"), "clockshift 2.0.0");
    const { explicit } = toolPlaces({ CHAINDRILL_NETAGENT: mine, CHAINDRILL_CLOCKSHIFT: other });
    const { netagent, clockshift } = await resolve({ explicit });
    expect(netagent.tool).toEqual({ name: "netagent", version: "1.5.0", path: mine, how: "CHAINDRILL_NETAGENT" });
    expect(without(pathOrWhy(clockshift))).toMatchInlineSnapshot(
      `"{"why":"CHAINDRILL_CLOCKSHIFT=<dir>/other cannot be used: clockshift 2.0.0 does not fit: needs 1.x"}"`,
    );
    expect(lines).toEqual([]);
  });
});

describe("findOptionalTools", () => {
  it("finds what was built and builds nothing", async () => {
    await writeCompilers();
    await writeSources();
    expect(without(pathOrWhy((await findOptionalTools(places())).netagent))).toMatchInlineSnapshot(
      `"{"why":"\`chaindrill setup\` builds netagent from its sources"}"`,
    );
    const built = (await resolve()).netagent.tool;
    expect((await findOptionalTools(places())).netagent.tool).toEqual({ ...built, how: "cache" });
  });

  it("has none but on Linux", async () => {
    await writeSources();
    const { netagent } = await findOptionalTools(places({ system: "darwin" }));
    expect(pathOrWhy(netagent)).toEqual({ why: "it works on Linux only, and this is darwin" });
  });
});
