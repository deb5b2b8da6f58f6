// The script is sourced in a real bash: what it says only bash can tell.

import path from "node:path";
import { describe, expect, it } from "vitest";
import { makeDirectory, writeAtomically } from "../../platform/files.ts";
import { runProgram } from "../../platform/processes.ts";
import { temporaryDirectory } from "../../testing/temporary-directory.ts";
import { completionScript } from "../commands/completion.ts";
import { createProgram } from "../program.ts";
import { quote, quoteForFish } from "./quote.ts";

describe("quote", () => {
  it("keeps a word whole, whatever is in it", async () => {
    const word = `it's a "$HOME" \\ (\`ls\`)\n*`;
    const { stdout } = await runProgram({
      command: "bash",
      args: ["-c", `printf %s ${quote(word)}`],
      timeoutMs: 10_000,
    });
    expect(stdout).toBe(word);
  });

  it("escapes backslashes for fish as well", () => {
    expect(quoteForFish("it's \\ here")).toBe("'it\\'s \\\\ here'");
  });
});

describe("the script in bash", () => {
  it.each([
    [
      "",
      "run abort sweep capacity bench up corpus fund analyze report list compare baseline validate support doctor setup completion",
    ],
    ["re", "report"],
    ["--v", "--version"],
    ["run ", "mine drill split"],
    ["run d", "drill"],
    ["run --seed 7 d", "drill"],
    ["run --s", "--seed --set --strict"],
    ["run --seed ", ""],
    ["run --cluster ", "two-nodes"],
    ["run --cluster=", "two-nodes"],
    ["run --cluster=two", "two-nodes"],
    ["up ", "two-nodes"],
    ["support --backend p", "process"],
    ["report --format ", "json html md junit openmetrics"],
    ["completion ", "bash zsh fish"],
    ["baseline ", "record show trend check"],
    ["baseline r", "record"],
    ["baseline record --", "--commit --note --dry-run --help"],
    ["baseline record nightly --d", "--dry-run"],
    ["compare a --to b --al", "--alpha --allow-different"],
    ["compare a --allow-different=b", "backend"],
    ["validate ", ""],
  ])("completes `chaindrill %s`", async (line, expected) => {
    const { home, cwd } = await installation();
    expect(await completeInBash(line, { home, cwd })).toBe(expected);
  });
});

/** Two plans and a cluster that come with the installation, and a plan of the working directory's own. */
async function installation(): Promise<{ home: string; cwd: string }> {
  const root = await temporaryDirectory();
  const [home, cwd] = [path.join(root, "it's home"), path.join(root, "work")];
  await makeDirectory(cwd);
  const files = ["scenarios/plans/split.plan.yaml", "scenarios/plans/drill.plan.yaml", "scenarios/plans/README.md"];
  for (const file of [...files, "fixtures/clusters/two-nodes.cluster.yaml"]) {
    await writeAtomically(path.join(home, file), "");
  }
  await writeAtomically(path.join(cwd, "scenarios/plans/mine.plan.yaml"), "");
  return { home, cwd };
}

/** Sources the real program's script and asks it as readline would: the words before the cursor, cut also at "=". */
async function completeInBash(line: string, { home, cwd }: { home: string; cwd: string }): Promise<string> {
  const script = completionScript("bash", { program: createProgram(), home });
  const words = `chaindrill ${line}`.split(" ").flatMap((word) => word.split(/(?<==)|(?==)/));
  const ask = [
    script,
    `COMP_WORDS=(${words.map(quote).join(" ")})`,
    `COMP_CWORD=${words.length - 1}`,
    "_chaindrill",
    `printf %s "\${COMPREPLY[*]-}"`,
  ];
  const { stdout } = await runProgram({ command: "bash", args: ["-uc", ask.join("\n")], cwd, timeoutMs: 10_000 });
  return stdout;
}
