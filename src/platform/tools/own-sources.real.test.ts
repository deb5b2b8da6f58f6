// The tests of our own programs that are not TypeScript, where their language is: what packs `npm test` must test them too.

import path from "node:path";
import { describe, expect, it } from "vitest";
import { runProgram } from "../processes.ts";
import { findOnPath } from "./run-build.ts";

const netagentDir = path.resolve(import.meta.dirname, "..", "..", "..", "native", "netagent");
const go = await findOnPath(process.env["PATH"] ?? "", ["go"]);

describe.skipIf(go === undefined)("netagent", () => {
  it.each([["vet"], ["test", "-count=1"]])("passes go %s", { timeout: 240_000 }, async (...args) => {
    const running = runProgram({ command: go ?? "go", args: [...args, "./..."], cwd: netagentDir, timeoutMs: 200_000 });
    // It rejects, with what go said, unless go ends with 0.
    await expect(running).resolves.toHaveProperty("stdout");
  });
});
