import { EnvironmentError } from "../base/errors.ts";
import { createProcessDriver } from "../chaos/drivers/process-driver.ts";
import type { FaultDriver } from "../model/fault.ts";
import type { BackendKind } from "../model/node.ts";

/** The driver that carries faults out on a backend. Throws EnvironmentError for one that this version does not have. */
export function createDriver(backend: BackendKind): FaultDriver {
  if (backend === "process") return createProcessDriver();
  throw new EnvironmentError({
    message: `backend ${backend} is not part of this version`,
    hint: "Use --backend process.",
  });
}
