import { runProgram } from "./processes.ts";

const timeoutMs = 2000;

/** Short commit of the checkout in `dir`, with `+` when it has changes; null without git or outside a checkout. */
export async function readCommit(dir: string): Promise<string | null> {
  try {
    const git = (...args: string[]) => runProgram({ command: "git", args: ["-C", dir, ...args], timeoutMs });
    const [commit, changes] = await Promise.all([git("rev-parse", "--short=12", "HEAD"), git("status", "--porcelain")]);
    return `${commit.stdout.trim()}${changes.stdout.trim() === "" ? "" : "+"}`;
  } catch {
    return null; // installed as a package, or no git here
  }
}
