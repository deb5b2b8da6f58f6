// What `npm run setup|start|test|check|generate|bench|gate` do: make sure that packages are installed, then hand over to Node 24.
// Plain JavaScript without dependencies, because it runs before anything is installed, on the Node the system has (>= 20).

import path from "node:path";
import { fileURLToPath } from "node:url";
import { runInOrder } from "./bootstrap/children.mjs";
import { SetupError } from "./bootstrap/errors.mjs";
import { findNode } from "./bootstrap/find-node.mjs";
import { ensurePackages } from "./bootstrap/packages.mjs";

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), "..");
const usage = "usage: node scripts/bootstrap.mjs <setup|start|test|check|generate|bench|gate> [args...]";
const nodeMajorMin = 20;

/** Steps of each command; `node` is Node 24. */
const commands = {
  setup: (_node, args) => [own("tools", ["setup", ...args])],
  start: (_node, args) => [own("drill", ["run", "drill", ...args])],
  test: (node, args) => [own("tools", ["setup"]), script(node, "tests", "scripts/test/main.ts", args)],
  check: (node, args) => [
    script(node, "types", "node_modules/typescript/bin/tsc", ["-p", "tsconfig.json"]),
    script(node, "types of load scripts", "node_modules/typescript/bin/tsc", ["-p", "scenarios/load/tsconfig.json"]),
    script(node, "format and lint", "node_modules/@biomejs/biome/bin/biome", ["check", "."]),
    script(node, "tidy", "scripts/tidy/main.ts", []),
    script(node, "unit tests", "scripts/test/main.ts", ["--project", "unit", ...args]),
  ],
  generate: (node, args) => [script(node, "generate", "scripts/generate/main.ts", args)],
  bench: (node, args) => [script(node, "bench", "scripts/bench/main.ts", args)],
  gate: (node, args) => [own("tools", ["setup"]), script(node, "gate", "scripts/gate/main.ts", args)],
};

function own(name, args) {
  return { name, command: path.join(root, "bin", "chaindrill"), args };
}

function script(node, name, file, args) {
  return { name, command: node, args: [path.join(root, file), ...args] };
}

async function main() {
  const [name = "", ...args] = process.argv.slice(2);
  const major = Number(process.versions.node.split(".")[0]);
  if (major < nodeMajorMin) {
    throw new SetupError(
      `needs Node ${nodeMajorMin} or newer, this is ${process.versions.node}`,
      "install one from https://nodejs.org/en/download",
    );
  }
  if (!Object.hasOwn(commands, name)) {
    process.stderr.write(`${usage}\n`);
    return 3;
  }
  await ensurePackages(root);
  const steps = commands[name](findNode(root), args);
  // `check` shows every problem at once; the others stop at the first step that fails.
  return await runInOrder({ root, steps, goOn: name === "check" });
}

try {
  process.exitCode = await main();
} catch (error) {
  if (!(error instanceof SetupError)) throw error;
  process.stderr.write(`chaindrill: ${error.message}\n  try: ${error.hint}\n`);
  process.exitCode = error.exitCode;
}
