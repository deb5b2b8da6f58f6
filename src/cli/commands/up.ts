import { systemClock } from "../../base/clock.ts";
import { EnvironmentError, InterruptedError } from "../../base/errors.ts";
import { loadCluster } from "../../input/load-cluster.ts";
import type { BackendFacts } from "../../model/node.ts";
import type { SignedKind } from "../../model/plan.ts";
import { readTextNowIfThere } from "../../platform/files.ts";
import { describeEvent } from "../../report/terminal/event-line.ts";
import { usersByHand } from "../../run/corpus-by-hand.ts";
import { type HeldCluster, holdCluster } from "../../run/hold-cluster.ts";
import { useOf } from "../../run/prepare-transactions.ts";
import { withInterrupts } from "../interrupts.ts";
import { noSuchDocument, valueOrThrow } from "../load-inputs.ts";
import { machineFacts } from "../machine-facts.ts";
import { findMachineParts } from "../machine-parts.ts";
import { findDocument, findPlaces } from "../places.ts";
import { setup } from "./setup.ts";

export interface UpOptions {
  readonly seed?: number;
  readonly json?: boolean;
  readonly backend?: string;
  readonly image?: string;
  readonly load?: readonly SignedKind[];
  readonly vus?: number;
}

/** `chaindrill up <cluster>`: endpoints on standard output, then until Ctrl-C or `chaindrill abort`. */
export async function upCommand(given: string, options: UpOptions): Promise<void> {
  const places = findPlaces();
  const file = findDocument(given, { home: places.home, kind: "cluster" });
  if (file === undefined) throw noSuchDocument(given, { home: places.home, kind: "cluster" });
  const cluster = valueOrThrow(loadCluster({ file, readFile: readTextNowIfThere }));
  const seed = options.seed ?? 1;
  const say = (line: string) => console.error(line);
  await withInterrupts({ say }, async (abort) => {
    const tools = await setup({ env: process.env, progress: say, signal: abort.signal });
    const parts = await findMachineParts(process.env, options.image);
    const [facts] = await machineFacts(options.backend ?? "process");
    if (facts?.available !== true) throw unavailable(facts);
    const onEvent = (event: Parameters<typeof describeEvent>[0]) => {
      const line = describeEvent(event);
      if (line !== undefined) say(line);
    };
    const onUp = (held: HeldCluster) => process.stdout.write(options.json ? asJson(held) : asText(held));
    try {
      await holdCluster({
        ...places,
        cluster,
        backend: facts.kind,
        tools,
        parts,
        seed,
        uses: (options.load ?? []).map((kind) => useOf({ kind, seed, vus: options.vus ?? usersByHand, load: kind })),
        clock: systemClock,
        abort,
        onEvent,
        onUp,
      });
    } catch (error) {
      // Ctrl-C is how this command ends.
      if (!(error instanceof InterruptedError)) throw error;
    }
  });
}

function unavailable(facts: BackendFacts | undefined): EnvironmentError {
  return new EnvironmentError({
    message: `backend ${facts?.kind} is not available here: ${facts?.why ?? "no reason given"}`,
    hint: "`chaindrill doctor` shows what this machine can do.",
  });
}

const asJson = (held: HeldCluster) => `${JSON.stringify(held, null, 2)}\n`;

function asText({ chainId, nodes, account, logs }: HeldCluster): string {
  const rows = nodes.map(
    ({ id, rpcUrl, wsUrl }) => `  ${id.padEnd(12)} ${rpcUrl}${wsUrl === undefined ? "" : `  ${wsUrl}`}`,
  );
  return [
    `chain id ${chainId}; nodes:`,
    ...rows,
    `rich account ${account.address}, private key ${account.privateKey} (worth nothing outside this testnet)`,
    `logs in ${logs}; Ctrl-C stops it`,
    "",
  ].join("\n");
}
