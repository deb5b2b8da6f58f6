import { once } from "node:events";
import path from "node:path";
import { systemClock } from "../../src/base/clock.ts";
import { within } from "../../src/base/poll.ts";
import { runProgram, startProcess } from "../../src/platform/processes.ts";

const buildWithinMs = 180_000;
const startWithinMs = 10_000;

/** Builds the null node (null-node/main.go) in `dir` and starts it. Dispose ends it. */
export async function startNullNode({ dir }: { dir: string }): Promise<{ readonly url: string } & AsyncDisposable> {
  const binary = path.join(dir, "null-node");
  const cwd = path.join(import.meta.dirname, "null-node");
  await runProgram({ command: "go", args: ["build", "-trimpath", "-o", binary, "."], cwd, timeoutMs: buildWithinMs });
  const { child, exited } = await startProcess({ command: binary, args: [], talksBack: true });
  const wait = { clock: systemClock, awaited: "the null node to say its URL", withinMs: startWithinMs };
  const said = child.stdout === null ? [] : await within(wait, once(child.stdout, "data"));
  return {
    url: String(said[0]).trim(),
    async [Symbol.asyncDispose]() {
      child.stdin?.end();
      await within({ clock: systemClock, awaited: "the null node to end", withinMs: startWithinMs }, exited);
    },
  };
}
