// Which outside programs there are, how they tell their version, and which versions fit.

import { assertNever } from "../../base/assert.ts";

/** Programs of others, without which little works. */
export type RequiredToolName = "k6" | "geth" | "anvil";
/** Programs of this repository (`native/`), for faults that need them. */
export type OptionalToolName = "netagent" | "clockshift";
export type ToolName = RequiredToolName | OptionalToolName;

export const toolNames: readonly RequiredToolName[] = ["k6", "geth", "anvil"];
export const optionalToolNames: readonly OptionalToolName[] = ["netagent", "clockshift"];

/** Environment variable that names a tool's path. */
export const toolVariables: Readonly<Record<ToolName, string>> = {
  k6: "CHAINDRILL_K6",
  geth: "CHAINDRILL_GETH",
  anvil: "CHAINDRILL_ANVIL",
  netagent: "CHAINDRILL_NETAGENT",
  clockshift: "CHAINDRILL_CLOCKSHIFT",
};

export const versionArgs: Readonly<Record<ToolName, readonly string[]>> = {
  k6: ["version"],
  geth: ["version"],
  anvil: ["--version"],
  netagent: ["--version"],
  clockshift: ["--version"],
};

const versionPatterns: Readonly<Record<ToolName, RegExp>> = {
  k6: /^k6 v(\d+\.\d+\.\d+)/m,
  geth: /^Version: (\d+\.\d+\.\d+)/m,
  anvil: /^anvil (?:Version: )?v?(\d+\.\d+\.\d+)/m,
  netagent: /^netagent (\d+\.\d+\.\d+)/m,
  clockshift: /^clockshift (\d+\.\d+\.\d+)/m,
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
    case "netagent":
    case "clockshift":
      // The first number changes with what is spoken with it.
      if (major === 1) return undefined;
      return `${name} ${version} does not fit: needs 1.x`;
    default:
      return assertNever(name);
  }
}
