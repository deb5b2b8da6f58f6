// Runs the real bin/chaindrill in a small clone whose "Node" prints what it is asked to run.

import { spawnSync } from "node:child_process";
import { chmodSync, cpSync, mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";

let dir: string;
let clone: string;
beforeEach(() => {
  dir = realpathSync(mkdtempSync(path.join(tmpdir(), "chaindrill-bin-")));
  clone = installIn(path.join(dir, "clone"));
  write(path.join(clone, "scripts", "bootstrap.mjs"), "");
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));

function write(file: string, text: string): void {
  mkdirSync(path.dirname(file), { recursive: true });
  writeFileSync(file, text);
  chmodSync(file, 0o755);
}

function installIn(home: string): string {
  cpSync(path.join(import.meta.dirname, "..", "..", "bin"), path.join(home, "bin"), { recursive: true });
  return home;
}

/** What the launcher needs of a node_modules directory: a Node, and a sign that npm has finished. */
function installPackages(modules: string): void {
  const node = path.join(modules, `node-${process.platform}-${process.arch}`, "bin", "node");
  write(node, '#!/bin/sh\necho "$$ $0 $*"\nexit 7\n');
  write(path.join(modules, "commander", "package.json"), "{}");
  write(path.join(modules, ".package-lock.json"), "{}");
}

function run(command: string, ...args: readonly string[]) {
  const { stdout, stderr, status, pid } = spawnSync(command, args, {
    encoding: "utf8",
    env: { PATH: `${dir}/path:/usr/bin:/bin` },
  });
  return { stdout, stderr: stderr.replaceAll(dir, "<dir>"), status, pid };
}

describe("bin/chaindrill", () => {
  it("becomes Node itself, with the arguments and the exit code", () => {
    installPackages(path.join(clone, "node_modules"));
    const { stdout, status, pid } = run(path.join(clone, "bin", "chaindrill"), "run", "my plan");
    const node = path.join(clone, "node_modules", `node-${process.platform}-${process.arch}`, "bin", "node");
    expect(stdout).toBe(`${pid} ${node} ${clone}/src/cli/main.ts run my plan\n`);
    expect(status).toBe(7);
  });

  it("is found behind symbolic links, relative ones too", () => {
    installPackages(path.join(clone, "node_modules"));
    symlinkSync("../clone/bin/chaindrill", path.join(clone, "..", "first"));
    mkdirSync(path.join(dir, "links"));
    symlinkSync("../clone/bin/chaindrill", path.join(dir, "links", "second"));
    symlinkSync(path.join(dir, "links", "second"), path.join(dir, "third"));
    expect(run(path.join(dir, "third")).stdout).toContain(`${clone}/src/cli/main.ts`);
  });

  it("takes the packages of the project it is installed in", () => {
    const project = path.join(dir, "project");
    const installed = installIn(path.join(project, "node_modules", "chaindrill"));
    installPackages(path.join(project, "node_modules"));
    expect(run(path.join(installed, "bin", "chaindrill")).stdout).toContain(`${installed}/src/cli/main.ts`);
  });

  it("exits with 4 and says what to do when packages are missing", () => {
    const { stderr, status } = run(path.join(clone, "bin", "chaindrill"));
    expect(status).toBe(4);
    expect(stderr).toMatchInlineSnapshot(`
      "chaindrill: the packages it needs are not installed beside <dir>/clone
        try: cd <dir>/clone && npm run setup
      "
    `);
  });

  it("exits with 4 when an installation was interrupted", () => {
    installPackages(path.join(clone, "node_modules"));
    rmSync(path.join(clone, "node_modules", ".package-lock.json"));
    const { stderr, status } = run(path.join(clone, "bin", "chaindrill"));
    expect(status).toBe(4);
    expect(stderr).toContain("is not complete");
  });

  it("takes Node from PATH only when it is new enough", () => {
    installPackages(path.join(clone, "node_modules"));
    rmSync(path.join(clone, "node_modules", `node-${process.platform}-${process.arch}`), { recursive: true });
    write(path.join(dir, "path", "node"), "#!/bin/sh\ntest $# -eq 1 && echo v22.18.0\n");
    const refused = run(path.join(clone, "bin", "chaindrill"), "list");
    expect(refused.status).toBe(4);
    expect(refused.stderr).toContain("and node on PATH is: v22.18.0");
    write(path.join(dir, "path", "node"), '#!/bin/sh\ntest "$1" = --version && echo v24.0.0 || echo "$*"\n');
    expect(run(path.join(clone, "bin", "chaindrill"), "list").stdout).toBe(`${clone}/src/cli/main.ts list\n`);
  });
});
