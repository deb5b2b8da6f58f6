import { z } from "zod";

/** One thing to undo, as data: it must make sense to the watchdog, which has nothing but this line. */
export const undoEntrySchema = z.discriminatedUnion("kind", [
  /** SIGKILL every process whose environment carries CHAINDRILL_RUN=<runId>. */
  z.strictObject({ kind: z.literal("kill-marked"), runId: z.string() }),
  /** SIGKILL a process, if its start time is still the recorded one (pids are reused). */
  z.strictObject({ kind: z.literal("kill-pid"), pid: z.int().positive(), startedAtTicks: z.int() }),
  /** Remove a directory or file of the run. */
  z.strictObject({ kind: z.literal("remove-path"), path: z.string() }),
  /** Delete the network namespaces of the run, whose names bear its id, and with them devices, rules and qdiscs; then its leg in the root namespace. */
  z.strictObject({ kind: z.literal("remove-netns"), runId: z.string() }),
  /** Remove the cgroups of the run, whose directories bear its id, once their processes are gone. */
  z.strictObject({ kind: z.literal("remove-cgroups"), runId: z.string() }),
  /** Remove containers, networks, volumes and images of a Docker daemon that are labelled with the run's id. */
  z.strictObject({ kind: z.literal("remove-containers"), runId: z.string(), socketPath: z.string() }),
]);
export type UndoEntry = z.infer<typeof undoEntrySchema>;

/** The write-ahead log of effects. `register` returns only when the entry is on disk. */
export interface UndoLog {
  register(entry: UndoEntry): Promise<void>;
}
