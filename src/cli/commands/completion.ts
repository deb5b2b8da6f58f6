import type { Command } from "commander";
import { assertNever } from "../../base/assert.ts";
import { bashCompletion } from "../completion/bash.ts";
import { describeProgram } from "../completion/describe-program.ts";
import { fishCompletion } from "../completion/fish.ts";
import type { Shell } from "../completion/shells.ts";
import { zshCompletion } from "../completion/zsh.ts";
import { findPlaces } from "../places.ts";

/** `chaindrill completion <shell>`. */
export function completionCommand(shell: Shell, program: Command): void {
  process.stdout.write(completionScript(shell, { program, home: findPlaces().home }));
}

/** The script; it looks for names of plans and clusters below the working directory and below `home`. */
export function completionScript(shell: Shell, options: { program: Command; home: string }): string {
  const described = describeProgram(options.program);
  switch (shell) {
    case "bash":
      return bashCompletion(described, options.home);
    case "zsh":
      return zshCompletion(described, options.home);
    case "fish":
      return fishCompletion(described, options.home);
    default:
      return assertNever(shell);
  }
}
