import { EnvironmentError } from "../base/errors.ts";
import { freeBytes } from "../platform/files.ts";

const mebibyte = 2 ** 20;

/** What a drill of a few minutes writes, several times over: chain data in the scratch directory, records in the other. */
const needed = { scratchDir: 256 * mebibyte, runDir: 64 * mebibyte } as const;

/** Throws EnvironmentError (exit 4) when a run would soon fill the disk it writes to: better now than in the middle. */
export async function checkCapacity(
  dirs: { readonly scratchDir: string; readonly runDir: string },
  free: (dir: string) => Promise<number> = freeBytes,
): Promise<void> {
  for (const [purpose, bytes] of Object.entries(needed)) {
    const dir = dirs[purpose as keyof typeof needed];
    const found = await free(dir);
    if (found >= bytes) continue;
    throw new EnvironmentError({
      message: `there is not enough room on the disk of ${dir}: a run needs ${inMiB(bytes)}, found ${inMiB(found)}`,
      hint:
        purpose === "runDir"
          ? "Free some space, or choose another place with --out."
          : "Free some space, or choose another place with TMPDIR.",
    });
  }
}

const inMiB = (bytes: number): string => `${Math.floor(bytes / mebibyte)} MiB`;
