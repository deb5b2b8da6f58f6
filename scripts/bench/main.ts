// `npm run bench`: what the harness costs, as ratios within one run where there is a peer. Machines here are noisy and
// shared with the network under test; a figure without its ratio says little about another machine.

import { makeTemporaryDirectory, removeTree } from "../../src/platform/files.ts";
import { makeKnownOutages } from "../../src/testing/known-outages.ts";
import { outagePlan } from "../../src/testing/outage-plan.ts";
import { realTools } from "../../src/testing/real-tools.ts";
import { benchCorpus, benchLargeCorpus, benchThreads } from "./corpus.ts";
import { benchFaults } from "./faults.ts";
import { benchJudge } from "./judge.ts";
import { benchK6Rate, describeK6Rate } from "./k6-rate.ts";
import { benchNetwork } from "./network.ts";
import { benchSaturation, describeSaturation } from "./saturation.ts";
import { benchSigning } from "./signing.ts";

const outages = 5;
const say = (line: string) => process.stdout.write(`${line}\n`);
const perSecond = (rate: number) => `${Math.round(rate).toLocaleString("en")}/s`;
const ms = (value: number) => `${Math.round(value)} ms`;

// `npm run bench -- judge` measures the judge alone, which needs no tools; `--full` adds what takes many minutes.
// `npm run bench -- saturation` measures the closed loop alone, `npm run bench -- k6` the k6 engine.
// `npm run bench -- faults` measures nothing but the faults, asked against found, on every backend that works here.
const args = process.argv.slice(2);
const full = args.includes("--full");
const dir = await makeTemporaryDirectory("chaindrill-bench-");

async function benchLarge(): Promise<void> {
  const { lines, megabytes, perSecond: signed, reopenMs } = await benchLargeCorpus(dir);
  const byFifths = megabytes.map((value) => Math.round(value)).join(", ");
  say(
    `large corpus   ${byFifths} MB resident, in each fifth of building ${lines.toLocaleString("en")} transactions (${perSecond(signed)}); found again and read in ${ms(reopenMs)}`,
  );
}

async function sayWhatSaturates(): Promise<void> {
  for (const line of describeSaturation(await benchSaturation({ dir }), perSecond)) say(line);
}

async function sayWhatK6Does(k6: string): Promise<void> {
  for (const line of describeK6Rate(await benchK6Rate({ k6, dir }), perSecond)) say(line);
}

async function benchHarness(): Promise<void> {
  const tools = await realTools();
  const signing = await benchSigning();
  say(
    `signing        ${signing.ratio.toFixed(1)} x ethers' Wallet.signTransaction, one core (${perSecond(signing.nativePerSecond)} against ${perSecond(signing.ethersPerSecond)})`,
  );

  const corpusPerSecond = await benchCorpus(dir);
  const corpusRatio = (corpusPerSecond / signing.ethersPerSecond).toFixed(1);
  say(
    `corpus         ${corpusRatio} x the same ethers, worker threads, from nothing to checked files (${perSecond(corpusPerSecond)})`,
  );

  const byThreads = await benchThreads(dir);
  const scaling = byThreads.map(
    ({ threads, perSecond: signed }) => `${threads}: ${(signed / (byThreads[0]?.perSecond ?? signed)).toFixed(2)} x`,
  );
  say(`threads        ${scaling.join(", ")} of what one thread builds (${perSecond(byThreads[0]?.perSecond ?? 0)})`);
  if (full) await benchLarge();

  await sayWhatK6Does(tools.k6);
  await sayWhatSaturates();

  const network = await benchNetwork({ ...tools, dir });
  say(`cluster start  ${ms(network.startMs)} until clique-5 is up: six nodes, all connected, three blocks sealed`);
  for (const [fault, times] of Object.entries(network.askedToSeenMs)) {
    say(`asked to seen  ${times.map(ms).join(", ")}  ${fault}`);
  }

  const plan = outagePlan();
  const known = await makeKnownOutages({ plan, count: outages, tools, dir });
  const errors = known.flatMap(({ reported, nextHeadAtMs }) => {
    const recoveredAtMs = reported.recoveries.find(({ subject }) => subject === "service")?.recoveredAtMs;
    return typeof recoveredAtMs === "number" ? [Math.abs(recoveredAtMs - nextHeadAtMs)] : [];
  });
  const worstMs = Math.max(...errors);
  const share = (worstMs / plan.probe.everyMs).toFixed(2);
  say(
    `RTO error      ${share} x the probe interval at worst (${errors.map(ms).join(", ")}; ${errors.length} of ${outages} known outages dated)`,
  );
}

try {
  if (args.includes("faults")) await benchFaults(say);
  else if (args.includes("saturation")) await sayWhatSaturates();
  else if (args.includes("k6")) await sayWhatK6Does((await realTools()).k6);
  else {
    if (!args.includes("judge")) await benchHarness();
    await benchJudge({ dir, full, say });
  }
} finally {
  await removeTree(dir);
}
