// The executable's entry. Everything a user sees of an error is decided here: message, hint and exit code.

import { ChaindrillError, exitCode } from "../base/errors.ts";
import { guardOutput } from "./guard-output.ts";
import { createProgram } from "./program.ts";
import { styleFor } from "./style.ts";

guardOutput({ stdout: process.stdout, stderr: process.stderr, complain: console.error, exit: process });
try {
  await createProgram().parseAsync(process.argv);
} catch (error) {
  const style = styleFor(process.stderr);
  if (error instanceof ChaindrillError) {
    console.error(`${style("red", "error:")} ${error.message}`);
    if (error.hint !== undefined) console.error(`${style("cyan", "  try:")} ${error.hint}`);
    if (error.exitCode === exitCode.internal) console.error(error.stack);
    process.exitCode = error.exitCode;
  } else {
    console.error(`${style("red", "internal error:")} ${error instanceof Error ? error.stack : String(error)}`);
    process.exitCode = exitCode.internal;
  }
}
