import { systemClock } from "../../base/clock.ts";
import { ChaindrillError, exitCode } from "../../base/errors.ts";
import { formatWei } from "../../base/wei.ts";
import { loadCluster } from "../../input/load-cluster.ts";
import { readTextNowIfThere } from "../../platform/files.ts";
import { type FundingAnswer, type FundingErrand, runFunding } from "../../run/run-funding.ts";
import { withInterrupts } from "../interrupts.ts";
import { noSuchDocument, valueOrThrow } from "../load-inputs.ts";
import { findDocument, findPlaces } from "../places.ts";
import { takeSecret } from "../take-secret.ts";

export interface FundOptions {
  readonly load: readonly { readonly name: string; readonly accounts: number }[];
  readonly each: bigint;
  readonly budget: bigint;
  readonly keyEnv: string;
  readonly seed?: number;
  readonly allowChain?: number;
  readonly dryRun?: boolean;
  readonly return?: boolean;
  readonly json?: boolean;
}

/** `chaindrill fund <cluster|url>`: pays the accounts of loads, or sweeps back what they have left. */
export async function fundCommand(given: string, options: FundOptions): Promise<void> {
  const place = placeOf(given, options);
  const say = (line: string) => (options.json ? undefined : console.error(line));
  const answer = await withInterrupts({ say }, (abort) =>
    runFunding({
      ...place,
      errand: errandOf(options),
      loads: options.load,
      seed: options.seed ?? 1,
      eachWei: options.each,
      budgetWei: options.budget,
      key: { variable: options.keyEnv, text: takeSecret(options.keyEnv) },
      clock: systemClock,
      signal: abort.signal,
      progress: say,
    }),
  );
  process.stdout.write(options.json ? asJson(answer) : asText(answer));
}

const errandOf = (options: FundOptions): FundingErrand =>
  options.return === true ? "return" : options.dryRun === true ? "plan" : "fund";

/** Where to send, and to which chain. A URL says nothing of what its chain is, so somebody has to. */
function placeOf(given: string, { allowChain }: FundOptions): { url: string; chainId: number } {
  if (/^https?:/.test(given)) {
    if (allowChain !== undefined) return { url: given, chainId: allowChain };
    throw invalid("a URL does not say that its chain is a testnet", "Give its chain id with --allow-chain <id>.");
  }
  const { home } = findPlaces();
  const file = findDocument(given, { home, kind: "cluster" });
  if (file === undefined) throw noSuchDocument(given, { home, kind: "cluster" });
  const cluster = valueOrThrow(loadCluster({ file, readFile: readTextNowIfThere }));
  const { chainId, external, nodes } = cluster;
  const url = nodes[0]?.endpoints?.rpcUrl;
  if (external === undefined || url === undefined) {
    throw invalid(
      `${cluster.name} is started here, and makes its accounts rich itself`,
      "Give a cluster file with consensus kind external, or a URL.",
    );
  }
  if (external.allowed || allowChain === chainId) return { url, chainId };
  throw invalid(
    `chain ${chainId} of ${cluster.name} was not allowed; nothing was sent`,
    `Give --allow-chain ${chainId}, or write allowed: true in the cluster file.`,
  );
}

const invalid = (message: string, hint: string) =>
  new ChaindrillError({ message, hint, exitCode: exitCode.invalidInput });

/** Sums in wei, in digits: JSON numbers end at 2^53. */
const asJson = (answer: FundingAnswer): string =>
  `${JSON.stringify(answer, (_, value: unknown) => (typeof value === "bigint" ? String(value) : value), 2)}\n`;

function asText(answer: FundingAnswer): string {
  const { accounts, transactions, feesWei } = answer;
  const many = (count: number, what: string) => `${count.toLocaleString("en")} ${what}${count === 1 ? "" : "s"}`;
  switch (answer.errand) {
    case "plan":
      return `${many(answer.short, "account")} of ${accounts.toLocaleString("en")} short of ${formatWei(answer.paidWei)}; ${many(transactions, "transaction")}, fees of at most ${formatWei(feesWei)}; nothing was sent\n`;
    case "fund":
      return `paid ${formatWei(answer.paidWei)} to ${answer.short.toLocaleString("en")} of ${many(accounts, "account")} in ${many(transactions, "transaction")}, fees ${formatWei(feesWei)}\n`;
    case "return":
      return `got back ${formatWei(answer.returnedWei)} in ${many(transactions, "transaction")}, fees ${formatWei(feesWei)}; ${formatWei(answer.leftWei)} stay with ${many(accounts, "account")}\n`;
  }
}
