import path from "node:path";
import { readResultIfThere } from "../../journal/read-result.ts";
import { listRunDirectories, readHeaderIfThere } from "../../journal/read-run.ts";
import { listRuns } from "../../run/safety/lease.ts";
import { findPlaces } from "../places.ts";
import { type StyleName, styleFor } from "../style.ts";

interface ListedRun {
  readonly runId: string;
  readonly plan: string;
  readonly startedAt: string;
  /** pass, fail, unknown; running; unjudged, when it was cut short; damaged, when its header cannot be read. */
  readonly state: string;
  readonly dir: string;
}

/** `chaindrill list`: saved runs, oldest first, and those going on. */
export async function listCommand(options: { out?: string; json?: boolean }): Promise<void> {
  const places = findPlaces();
  const { runs } = await listRuns(places.stateDir);
  const living = new Set<string>(runs.filter((run) => run.harnessAlive).map(({ lease }) => lease.runId));
  const root = options.out === undefined ? places.runsDir : path.resolve(options.out);
  const listed = listRunDirectories(root).map((dir) => listRun(dir, living));
  if (options.json) return void process.stdout.write(`${JSON.stringify(listed, null, 2)}\n`);
  if (listed.length === 0) return void process.stdout.write("no runs yet: `chaindrill run quick` makes one\n");
  const style = styleFor(process.stdout);
  for (const { runId, plan, startedAt, state, dir } of listed) {
    const colour = colours[state] ?? "dim";
    const columns = [
      startedAt.slice(0, 19).replace("T", " ").padEnd(19),
      runId.padEnd(8),
      plan.padEnd(20),
      style(colour, state.padEnd(8)),
      dir,
    ];
    process.stdout.write(`${columns.join("  ")}\n`);
  }
}

/** One damaged run must not hide the others. */
function listRun(dir: string, living: ReadonlySet<string>): ListedRun {
  const shown = path.relative(process.cwd(), dir);
  const header = readHeaderIfThere(dir);
  if (header === undefined) return { runId: "?", plan: "?", startedAt: "?", state: "damaged", dir: shown };
  const { runId, planName, startedAtWallMs } = header;
  const judged = () => readResultIfThere(dir)?.verdict.status ?? "unjudged";
  const state = living.has(runId) ? "running" : judged();
  return { runId, plan: planName, startedAt: new Date(startedAtWallMs).toISOString(), state, dir: shown };
}

const colours: Readonly<Record<string, StyleName>> = { pass: "green", fail: "red", unknown: "yellow", running: "cyan" };
