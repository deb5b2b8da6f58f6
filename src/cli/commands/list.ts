import path from "node:path";
import { readResultIfThere } from "../../journal/read-result.ts";
import { listRunDirectories, readHeader } from "../../journal/read-run.ts";
import { listRuns } from "../../run/safety/lease.ts";
import { findPlaces } from "../places.ts";
import { type StyleName, styleFor } from "../style.ts";

interface ListedRun {
  readonly runId: string;
  readonly plan: string;
  readonly startedAt: string;
  /** pass, fail, unknown; running; or unjudged, when it was cut short. */
  readonly state: string;
  readonly dir: string;
}

/** `chaindrill list`: saved runs, oldest first, and those going on. */
export async function listCommand(options: { out?: string; json?: boolean }): Promise<void> {
  const places = findPlaces();
  const { runs } = await listRuns(places.stateDir);
  const living = new Map<string, string>(
    runs.filter((run) => run.harnessAlive).map(({ lease }) => [lease.runId, lease.runDir]),
  );
  const root = options.out === undefined ? places.runsDir : path.resolve(options.out);
  const listed = listRunDirectories(root).map((dir): ListedRun => {
    const header = readHeader(dir);
    const running = living.has(header.runId);
    return {
      runId: header.runId,
      plan: header.planName,
      startedAt: new Date(header.startedAtWallMs).toISOString(),
      state: running ? "running" : (readResultIfThere(dir)?.verdict.status ?? "unjudged"),
      dir: path.relative(process.cwd(), dir),
    };
  });
  if (options.json) return void process.stdout.write(`${JSON.stringify(listed, null, 2)}\n`);
  if (listed.length === 0) return void process.stdout.write("no runs yet: `chaindrill run quick` makes one\n");
  const style = styleFor(process.stdout);
  for (const { runId, plan, startedAt, state, dir } of listed) {
    const colour = colours[state] ?? "dim";
    const columns = [
      startedAt.slice(0, 19).replace("T", " "),
      runId,
      plan.padEnd(20),
      style(colour, state.padEnd(8)),
      dir,
    ];
    process.stdout.write(`${columns.join("  ")}\n`);
  }
}

const colours: Readonly<Record<string, StyleName>> = { pass: "green", fail: "red", unknown: "yellow", running: "cyan" };
