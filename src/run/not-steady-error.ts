import { ChaindrillError, exitCode } from "../base/errors.ts";

/** The network did not become healthy, or the load did not reach its rate, in time. Exit 5: nothing was tested. */
export class NotSteadyError extends ChaindrillError {
  constructor(complaints: readonly string[]) {
    super({
      message: `the network did not become steady: ${complaints.join("; ") || "it kept changing"}`,
      hint: "Look at nodes/*.log in the run directory; or give it more time (steady.within) or less load.",
      exitCode: exitCode.notSteady,
    });
  }
}
