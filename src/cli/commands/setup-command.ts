import { withInterrupts } from "../interrupts.ts";
import { setUpOptionalTools, setup } from "./setup.ts";

/** `chaindrill setup`: silent when every tool is there. */
export async function setupCommand(): Promise<void> {
  const say = (line: string) => console.error(line);
  await withInterrupts({ say }, async (abort) => {
    const options = { env: process.env, progress: say, signal: abort.signal };
    await setup(options);
    await setUpOptionalTools(options);
  });
}
