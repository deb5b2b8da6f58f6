/** The environment cannot do it (exit code 4), or somebody interrupted (6): the codes of the command line. */
export class SetupError extends Error {
  constructor(message, hint, exitCode = 4) {
    super(message);
    this.hint = hint;
    this.exitCode = exitCode;
  }
}
