// ci/tools.lock.json, typed: where a tool comes from when the machine has none.

import pins from "../../../ci/tools.lock.json" with { type: "json" };
import type { RequiredToolName } from "./tool-kinds.ts";

export interface PinnedRelease {
  readonly url: string;
  /** Path of the program inside the archive. */
  readonly member: string;
  /** Null: nobody has vouched for the file, so it is not downloaded. */
  readonly sha256: string | null;
}

export interface GoSource {
  readonly package: string;
  readonly flags: readonly string[];
  readonly env: Readonly<Record<string, string>>;
}

export interface PinnedTool {
  readonly version: string;
  /** By `<platform>-<arch>` as Node names them. */
  readonly releases: Readonly<Record<string, PinnedRelease>>;
  readonly go: GoSource | null;
  /** npm package that holds the program in `bin/`, by `<platform>-<arch>`. */
  readonly npm: Readonly<Record<string, string>>;
}

export type PinnedTools = Readonly<Record<RequiredToolName, PinnedTool>>;

export const pinnedTools: PinnedTools = pins;
