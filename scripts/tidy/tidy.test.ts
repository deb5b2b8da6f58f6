import path from "node:path";
import { describe, expect, it } from "vitest";
import { checkText } from "./check-form.ts";
import { checkLengths } from "./check-lengths.ts";
import { checkOrphans } from "./check-orphans.ts";
import ratchet from "./ratchet.json" with { type: "json" };
import { readSource } from "./source.ts";
import { checkSource, formatFinding, tidy } from "./tidy.ts";

const check = (file: string, text: string) => checkSource(readSource(file, text)).map(formatFinding);

it("finds nothing in this repository", () => {
  expect(tidy(path.resolve(import.meta.dirname, "..", ".."), ratchet).map(formatFinding)).toEqual([]);
});

describe("imports", () => {
  it("follow the table, type imports included", () => {
    expect([
      ...check("src/analysis/x.ts", 'import type { A } from "../platform/rpc.ts";\n'),
      ...check("src/cluster/x.ts", 'import {\n  a,\n} from "../chaos/y.ts";\n'),
      ...check("src/base/x.ts", 'import { z } from "zod";\n'),
      ...check("src/run/x.ts", 'export { a } from "../cli/y.ts";\nconst b = 1;\n'),
      ...check("src/run/x.ts", 'const a = await import("../testing/y.ts");\n'),
      ...check("src/nowhere/x.ts", 'import { a } from "./y.ts";\n'),
      ...check("src/base/x.ts", 'import { a } from "./y";\n'),
      ...check("src/base/x.ts", 'import { a } from "../../scripts/y.ts";\n'),
    ]).toMatchInlineSnapshot(`
      [
        "src/analysis/x.ts:1 import: analysis may not import platform; it may import: base, model",
        "src/cluster/x.ts:3 import: cluster may not import chaos; it may import: base, model, platform",
        "src/base/x.ts:1 import: base may not use the package zod; it may use: none",
        "src/run/x.ts:1 import: run may not import cli; it may import: base, model, platform, input, cluster, chaos, load, observe, journal, analysis, report",
        "src/run/x.ts:1 import: run may not import testing; it may import: base, model, platform, input, cluster, chaos, load, observe, journal, analysis, report",
        "src/nowhere/x.ts:1 import: src/nowhere is not in the import table; add it with what it may import",
        "src/base/x.ts:1 import: ./y has no .ts extension; write the file's full name",
        "src/base/x.ts:1 import: scripts/y.ts is outside of src; move what is shared into a module",
      ]
    `);
  });

  it("that the table allows are fine", () => {
    expect([
      ...check("src/run/x.ts", 'import type { A } from "../cluster/y.ts";\nimport path from "node:path";\n'),
      ...check("src/cluster/x.test.ts", 'import { it } from "vitest";\nimport { a } from "../testing/y.ts";\n'),
      ...check("src/chaos/x.fake.ts", 'import { a } from "../testing/y.ts";\n'),
      ...check("src/platform/x.ts", 'import pins from "../../ci/tools.lock.json" with { type: "json" };\n'),
      ...check("src/base/x.ts", '// import { z } from "zod";\nconst text = "import { z } from";\n'),
    ]).toEqual([]);
  });

  it("of load scripts are only k6 and their own lib", () => {
    expect(check("scenarios/load/x.ts", 'import http from "k6/http";\nimport { a } from "./lib/y.ts";\n')).toEqual([]);
    expect(check("scenarios/load/lib/x.test.ts", 'import { it } from "vitest";\n')).toEqual([]);
    expect(check("scenarios/load/x.ts", 'import fs from "node:fs";\n')).toMatchInlineSnapshot(`
      [
        "scenarios/load/x.ts:1 import: k6 runs this file as it is: import only from k6 and scenarios/load/lib, not node:fs",
      ]
    `);
  });
});

describe("banned calls", () => {
  it("are found where they do not belong", () => {
    const text = [
      "process.exit(1);",
      "console.log(process.env.HOME);",
      "const a = Date.now() + performance.now() + new Date().getTime();",
      "setTimeout(b, Math.random());",
      'import { spawn } from "node:child_process";',
      'import { readFile } from "node:fs/promises";',
    ];
    expect(check("src/load/x.ts", text.join("\n"))).toMatchInlineSnapshot(`
      [
        "src/load/x.ts:1 banned-call: process.exit belongs to cli, *-main.ts, testing/fixtures; throw a ChaindrillError with the exit code; cli turns it into one",
        "src/load/x.ts:2 banned-call: process.env belongs to cli, *-main.ts, testing/fixtures; take the value as an option; cli reads the environment",
        "src/load/x.ts:2 banned-call: console.log belongs to cli, *-main.ts, testing/fixtures; emit an event or call the progress option",
        "src/load/x.ts:3 banned-call: Date.now belongs to base, testing/fixtures; use the Clock of RunScope or of the options",
        "src/load/x.ts:3 banned-call: performance.now belongs to base, testing/fixtures; use the Clock of RunScope or of the options",
        "src/load/x.ts:3 banned-call: new Date() belongs to base, testing/fixtures; use the Clock of RunScope or of the options",
        "src/load/x.ts:4 banned-call: setTimeout belongs to base, testing/fixtures; use Clock.sleep, Clock.after or Clock.every; in tests await an event or poll with a deadline",
        "src/load/x.ts:4 banned-call: Math.random belongs to base; use the seeded Random of RunScope, so that the run can be repeated",
        "src/load/x.ts:5 banned-import: node:child_process belongs to platform/processes.ts; use startProcess or runProgram of platform/processes.ts",
        "src/load/x.ts:6 banned-import: node:fs/promises belongs to platform, journal, testing; use platform/files.ts; add a primitive there if you miss one",
      ]
    `);
  });

  it("are fine in their place, in comments, and with an argument that makes them harmless", () => {
    expect([
      ...check("src/cli/main.ts", "process.exit(1); console.log(process.env);"),
      ...check("src/base/clock.ts", "Date.now(); setTimeout(a, 1);"),
      ...check("src/load/x.ts", '// Date.now()\nconst a = "Date.now()"; new Date(wallMs);'),
      ...check("src/platform/processes.ts", 'import { spawn } from "node:child_process";\nspawn(a, process.env);'),
      ...check("src/run/watchdog-main.ts", "process.exit(0);"),
    ]).toEqual([]);
  });
});

describe("form", () => {
  it("of names, exports and barrels", () => {
    expect([
      ...check("src/base/myFile.ts", "const a = 1;"),
      ...check("src/base/utils.ts", "const a = 1;"),
      ...check("src/base/x.ts", "export default 1;"),
      ...check("src/base/x.ts", 'export * from "./y.ts";\nexport type { A } from "./z.ts";\n'),
    ]).toMatchInlineSnapshot(`
      [
        "src/base/myFile.ts:1 file-name: myFile.ts is not kebab-case; name the file after its main export",
        "src/base/utils.ts:1 file-name: utils.ts says nothing; name the file after its main export",
        "src/base/x.ts:1 default-export: default exports have no name to search for; export by name",
        "src/base/x.ts:1 barrel: this file only passes on others; import from the file that defines the thing",
      ]
    `);
  });

  it("lets a load script have the default export that k6 starts", () => {
    expect(check("scenarios/load/x.ts", "export default function () {}")).toEqual([]);
  });

  it("of promises and paths in any text", () => {
    const work = ["TO", "DO"].join("");
    const home = ["", "home", "alice", "x"].join("/");
    expect(checkText("README.md", `${work}: later\n${work}(#12): fine\n`).map(({ line }) => line)).toEqual([1]);
    expect(
      checkText("README.md", `see ${home}\nand https://example.org${home}, $HOME/x\n`).map(({ line }) => line),
    ).toEqual([1]);
  });
});

describe("lengths", () => {
  const long = readSource("src/base/x.ts", `function a() {\n${"  b();\n".repeat(70)}}\n`);
  const messages = (ratchet: Record<string, number>) => checkLengths([long], ratchet).map(formatFinding);

  it("may not pass the limit, nor what the ratchet lists, and the ratchet only shrinks", () => {
    expect(messages({ "src/base/x.ts#a": 72 })).toEqual([]);
    expect([
      ...messages({}),
      ...messages({ "src/base/x.ts#a": 71 }),
      ...messages({ "src/base/x.ts#a": 80 }),
      ...messages({ "src/base/x.ts#a": 72, "src/base/gone.ts": 301 }),
      ...checkLengths([readSource("src/base/y.ts", "a();\n".repeat(301))], {}).map(formatFinding),
    ]).toMatchInlineSnapshot(`
      [
        "src/base/x.ts:1 length: function a has 72 lines, at most 60; split it by what it does",
        "src/base/x.ts:1 length: function a grew from 71 to 72 lines; it may only shrink",
        "src/base/x.ts:1 length: function a shrank to 72 lines; write that into ratchet.json for src/base/x.ts#a",
        "scripts/tidy/ratchet.json:1 length: src/base/gone.ts is short enough now, or gone; remove it from the list",
        "src/base/y.ts:1 length: file has 301 lines, at most 300; split it by what it does",
      ]
    `);
  });

  it("do not hold for a test's describe", () => {
    expect(checkLengths([{ ...long, file: "src/base/x.test.ts" }], {})).toEqual([]);
  });
});

describe("orphans", () => {
  const orphans = (files: Record<string, string>) =>
    checkOrphans(Object.entries(files).map(([file, text]) => readSource(file, text))).map(({ file }) => file);

  it("are files that nothing, or only their own test, needs", () => {
    expect(
      orphans({
        "src/cli/main.ts": 'import { a } from "../base/used.ts";',
        "src/base/used.ts": 'const worker = new URL("./started-main.ts", import.meta.url);',
        "src/base/started-main.ts": "",
        "src/base/tested.ts": "",
        "src/base/tested.test.ts": 'import { b } from "./tested.ts"; import { c } from "../testing/builder.ts";',
        "src/testing/builder.ts": "",
        "src/testing/unused.ts": "",
      }),
    ).toEqual(["src/base/tested.ts", "src/testing/unused.ts"]);
  });
});
