import { withInterrupts } from "../interrupts.ts";
import { setup } from "./setup.ts";

/** `chaindrill setup`: silent when every tool is there. */
export async function setupCommand(): Promise<void> {
  const say = (line: string) => console.error(line);
  await withInterrupts({ say }, (abort) => setup({ env: process.env, progress: say, signal: abort.signal }));
}
