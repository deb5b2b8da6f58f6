// The other end of driven-process.ts: what one of our own helper programs does with the commands it is given.

import { errorText } from "../base/errors.ts";

export interface AskedCommand<Command> {
  readonly id: number;
  readonly command: Command;
}

export type CommandAnswer<Result> =
  | { readonly id: number; readonly ok: true; readonly result: Result }
  | { readonly id: number; readonly ok: false; readonly error: string };

/**
 * Answers every command of the IPC channel once. `close` is called when that channel closes, however the harness ended:
 * with what it lets go of nothing keeps the process alive.
 */
export function answerCommands<Command, Result>(program: {
  carryOut(command: Command): Promise<Result>;
  close(): void;
}): void {
  // A channel that closes meanwhile has its own event below.
  const answer = (said: CommandAnswer<Result>) => process.send?.(said, undefined, undefined, () => undefined);
  process.on("message", ({ id, command }: AskedCommand<Command>) => {
    program.carryOut(command).then(
      (result) => answer({ id, ok: true, result }),
      (error: unknown) => answer({ id, ok: false, error: errorText(error) }),
    );
  });
  process.on("disconnect", () => program.close());
}
