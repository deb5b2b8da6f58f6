import { onTestFinished } from "vitest";
import { makeTemporaryDirectory, removeTree } from "../platform/files.ts";

/** A directory that goes with the test. */
export async function temporaryDirectory(): Promise<string> {
  const dir = await makeTemporaryDirectory("chaindrill-test-");
  onTestFinished(() => removeTree(dir));
  return dir;
}
