import path from "node:path";
import { ChaindrillError, exitCode } from "../base/errors.ts";
import { type Capacity, capacitySchema, capacityVersion } from "../model/capacity.ts";
import { readStoredIfThere } from "./stored-file.ts";

/** What a capacity search has found so far. Throws ChaindrillError (exit 3) when there is none that can be read. */
export function readCapacity(dir: string): Capacity {
  const file = path.join(dir, "capacity.json");
  const hint = "`chaindrill capacity <plan>` makes one.";
  const found = readStoredIfThere(file, { schema: capacitySchema, version: capacityVersion, hint });
  if (found !== undefined) return found;
  throw new ChaindrillError({ message: `there is no ${file}`, hint, exitCode: exitCode.invalidInput });
}
