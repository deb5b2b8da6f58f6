import { ChaindrillError, exitCode } from "../../base/errors.ts";
import type { Capacity } from "../../model/capacity.ts";

export type SearchSubject = Pick<Capacity, "plan" | "cluster" | "backend" | "load">;

const parts = ["plan", "cluster", "backend", "load"] as const;

/** Throws ChaindrillError (exit 3) when a search that is to be taken up again was one of something else. */
export function refuseOther(stored: Capacity, wanted: SearchSubject): void {
  const part = parts.find((name) => stored[name] !== wanted[name]);
  if (part === undefined) return;
  throw new ChaindrillError({
    message: `the search to resume has ${part} ${stored[part]}, this one ${wanted[part]}`,
    hint: "Give what it was started with, or start a new search without --resume.",
    exitCode: exitCode.invalidInput,
  });
}
