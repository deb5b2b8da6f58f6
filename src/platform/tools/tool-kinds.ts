// Which outside programs there are, how they tell their version, and which versions fit.

import { assertNever } from "../../base/assert.ts";

export type ToolName = "k6" | "geth" | "anvil";

export const toolNames: readonly ToolName[] = ["k6", "geth", "anvil"];

/** Environment variable that names a tool's path. */
export const toolVariables: Readonly<Record<ToolName, string>> = {
  k6: "CHAINDRILL_K6",
  geth: "CHAINDRILL_GETH",
  anvil: "CHAINDRILL_ANVIL",
};

export const versionArgs: Readonly<Record<ToolName, readonly string[]>> = {
  k6: ["version"],
  geth: ["version"],
  anvil: ["--version"],
};

const versionPatterns: Readonly<Record<ToolName, RegExp>> = {
  k6: /^k6 v(\d+\.\d+\.\d+)/m,
  geth: /^Version: (\d+\.\d+\.\d+)/m,
  anvil: /^anvil (?:Version: )?v?(\d+\.\d+\.\d+)/m,
};

/** The version in what a tool printed; undefined when it is not that tool's. */
export function parseVersion(name: ToolName, printed: string): string | undefined {
  return versionPatterns[name].exec(printed)?.[1];
}

/** Why a version does not fit; undefined when it does. */
export function misfit(name: ToolName, version: string): string | undefined {
  const [major = 0, minor = 0] = version.split(".").map(Number);
  switch (name) {
    case "k6":
      if ((major === 1 && minor >= 8) || major === 2) return undefined;
      return `k6 ${version} does not fit: needs 1.8 or later, below 3`;
    case "geth":
      if (version === "1.13.15") return undefined;
      return `geth ${version} does not fit: needs exactly 1.13.15, the last release that seals Clique blocks`;
    case "anvil":
      if (major === 1) return undefined;
      return `anvil ${version} does not fit: needs 1.x`;
    default:
      return assertNever(name);
  }
}
