import type { Command } from "commander";
import { describe, expect, it } from "vitest";
import { createProgram } from "../program.ts";
import { describeProgram, everyCommand } from "./describe-program.ts";

describe("describeProgram", () => {
  it("knows of every option and argument of the real program what its value may be", () => {
    const { commands } = describeProgram(createProgram());
    const values = everyCommand(commands).flatMap(({ name, options, argument }) => [
      ...options.flatMap(({ names, value }) => (value === undefined ? [] : [`${name} ${names.at(-1)}: ${value.kind}`])),
      ...(argument === undefined ? [] : [`${name} <${argument.name}>: ${argument.value.kind}`]),
    ]);
    expect(values).toMatchInlineSnapshot(`
      [
        "run --backend: words",
        "run --image: free",
        "run --cluster: documents",
        "run --seed: free",
        "run --out: directory",
        "run --set: free",
        "run --allow-chain: free",
        "run <plan>: documents",
        "abort --reason: free",
        "abort <run-id>: free",
        "capacity --load: free",
        "capacity --from: free",
        "capacity --cap: free",
        "capacity --slo: free",
        "capacity --trial: free",
        "capacity --within: free",
        "capacity --resume: directory",
        "capacity --precision: free",
        "capacity --backend: words",
        "capacity --image: free",
        "capacity --cluster: documents",
        "capacity --seed: free",
        "capacity --out: directory",
        "capacity --set: free",
        "capacity <plan>: documents",
        "bench --cluster: documents",
        "bench --backend: words",
        "bench --out: directory",
        "up --backend: words",
        "up --image: free",
        "up --seed: free",
        "up --load: words",
        "up --vus: free",
        "up <cluster>: documents",
        "corpus --cluster: documents",
        "corpus --rate: free",
        "corpus --for: free",
        "corpus --vus: free",
        "corpus --seed: free",
        "corpus <corpus>: words",
        "fund --load: free",
        "fund --each: free",
        "fund --budget: free",
        "fund --key-env: free",
        "fund --seed: free",
        "fund --allow-chain: free",
        "fund <cluster>: documents",
        "analyze <run-dir>: directory",
        "report --format: words",
        "report <run-dir>: directory",
        "list --out: directory",
        "compare --to: directory",
        "compare --alpha: free",
        "compare --primary: free",
        "compare --baseline: free",
        "compare --allow-different: words",
        "compare --name: free",
        "compare --out: directory",
        "compare --format: words",
        "compare <run-dir>: directory",
        "baseline <command>: words",
        "baseline record --commit: free",
        "baseline record --note: free",
        "baseline record <run-dir>: directory",
        "baseline show --rto: free",
        "baseline show <baseline>: free",
        "baseline trend <baseline>: free",
        "baseline check <run-dir>: directory",
        "validate <path>: file",
        "support --backend: words",
        "completion <shell>: words",
      ]
    `);
  });

  it("completes what a command takes last; only a baseline's name may stand before", () => {
    const inside = (command: Command): Command[] => [command, ...command.commands.flatMap(inside)];
    const before = inside(createProgram()).flatMap((command) => command.registeredArguments.slice(0, -1));
    expect(new Set(before.map((argument) => argument.name()))).toEqual(new Set(["baseline"]));
  });
});
