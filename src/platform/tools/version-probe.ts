// Asks a program for its version. Starting geth or k6 for that costs 50 to 150 ms, so answers are kept, keyed by what
// changes when the file is replaced.

import path from "node:path";
import { errorText } from "../../base/errors.ts";
import { fileStamp, readTextIfThere, writeAtomically } from "../files.ts";
import { runProgram } from "../processes.ts";
import { misfit, parseVersion, type ToolName, versionArgs } from "./tool-kinds.ts";

export type ProbeAnswer =
  | { readonly fits: true; readonly version: string }
  | { readonly fits: false; readonly why: string };

export interface VersionProbe {
  ask(name: ToolName, file: string): Promise<ProbeAnswer>;
  /** Keeps the answers for the next start. Never rejects. */
  save(): Promise<void>;
}

const probeMsMax = 20_000;

/** Reads the answers kept in `<cacheDir>/tools/versions.json`; a file that cannot be read counts as empty. */
export async function openVersionProbe(options: {
  cacheDir: string;
  signal?: AbortSignal | undefined;
}): Promise<VersionProbe> {
  const file = path.join(options.cacheDir, "tools", "versions.json");
  const known = await readKnown(file);
  let changed = false;
  return {
    async ask(name, program) {
      const stamp = await fileStamp(program);
      if (stamp === undefined) return { fits: false, why: `there is no file ${program}` };
      const key = `${program} ${stamp.modifiedAtMs} ${stamp.sizeBytes}`;
      const kept = known.get(key);
      if (kept !== undefined) return judge(name, kept);
      const asked = await askProgram(name, program, options.signal);
      if ("why" in asked) return { fits: false, why: asked.why };
      known.set(key, asked.version);
      changed = true;
      return judge(name, asked.version);
    },
    async save() {
      if (!changed) return;
      changed = false;
      // Only as many as one machine can sensibly have: programs that were replaced leave their old keys behind.
      const recent = [...known].slice(-32);
      try {
        await writeAtomically(file, `${JSON.stringify(Object.fromEntries(recent), null, 1)}\n`);
      } catch {
        // A cache that cannot be written only costs asking again: the tools themselves were found.
      }
    },
  };
}

function judge(name: ToolName, version: string): ProbeAnswer {
  const why = misfit(name, version);
  return why === undefined ? { fits: true, version } : { fits: false, why };
}

async function askProgram(
  name: ToolName,
  program: string,
  signal: AbortSignal | undefined,
): Promise<{ readonly version: string } | { readonly why: string }> {
  try {
    const args = versionArgs[name];
    const { stdout } = await runProgram({
      command: program,
      args,
      timeoutMs: probeMsMax,
      ...(signal === undefined ? {} : { signal }),
    });
    const version = parseVersion(name, stdout);
    if (version !== undefined) return { version };
    return { why: `${program} ${args.join(" ")} printed no version of ${name}` };
  } catch (error) {
    signal?.throwIfAborted();
    return { why: errorText(error) };
  }
}

async function readKnown(file: string): Promise<Map<string, string>> {
  try {
    const kept: unknown = JSON.parse((await readTextIfThere(file)) ?? "{}");
    const entries = Object.entries(kept as Record<string, unknown>);
    return new Map(entries.filter((entry): entry is [string, string] => typeof entry[1] === "string"));
  } catch {
    return new Map(); // a torn or foreign file only costs asking again
  }
}
