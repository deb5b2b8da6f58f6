// Rules for NetworkChaos: those of Chaos Mesh's webhook, and traps that it lets through.
// https://github.com/chaos-mesh/chaos-mesh/blob/v2.8.3/api/v1alpha1/networkchaos_webhook.go

import { listWords } from "../describe-value.ts";
import type { SpecContext } from "./chaos-kind.ts";
import type { NetworkChaosFile } from "./network-chaos.ts";

const netemBlocks = ["delay", "loss", "duplicate", "corrupt", "rate"] as const;
const blockNames = [...netemBlocks, "bandwidth"] as const;

/** What a partition says that is not what its writer may think. */
export function checkPartition(spec: NetworkChaosFile, { path, findings }: SpecContext): void {
  const { target, externalTargets } = spec;
  if (target === undefined && externalTargets.length === 0) {
    findings.warn({
      path: [...path, "target"],
      message:
        "expected a target with partition, found none: it cuts the pods off from everything, RPC clients and probes included",
      hint: "name the other side in spec.target, such as every other node with a NotIn expression",
    });
  }
  for (const block of blockNames.filter((name) => spec[name] !== undefined)) {
    const message = `expected no ${block} with partition, found one: it is ignored`;
    findings.warn({ path: [...path, block], message, at: "key" });
  }
}

/** Rules for the actions that shape packets. */
export function checkTraffic(spec: NetworkChaosFile, context: SpecContext): void {
  checkDirection(spec, context);
  checkBlocks(spec, context);
  checkLatency(spec, context, "latency");
  checkLatency(spec, context, "jitter");
  checkRates(spec, context);
  checkPeak(spec, context);
}

/** Traffic shaping is done at the sender: "from" and "both" shape at the target's pods, so there must be some. */
function checkDirection(spec: NetworkChaosFile, { path, findings }: SpecContext): void {
  const { action, direction, target, externalTargets } = spec;
  if (direction === "to") return;
  if (target === undefined) {
    findings.error({
      path: [...path, "direction"],
      message: `expected a target with ${action} and direction ${direction}, found none: Chaos Mesh refuses it`,
      hint: "name spec.target, or use direction: to",
    });
  }
  if (externalTargets.length > 0) {
    findings.error({
      path: [...path, "externalTargets"],
      message: `expected no externalTargets with ${action} and direction ${direction}, found ${externalTargets.length}: Chaos Mesh refuses them`,
      hint: "use direction: to; what others send cannot be shaped where they are",
      at: "key",
    });
  }
}

function checkBlocks(spec: NetworkChaosFile, { path, findings }: SpecContext): void {
  const { action } = spec;
  const wanted: readonly string[] = action === "netem" ? netemBlocks : [action];
  const usable: readonly string[] = action === "bandwidth" ? ["bandwidth"] : netemBlocks;
  const given = blockNames.filter((name) => spec[name] !== undefined);
  if (!given.some((name) => wanted.includes(name))) {
    findings.error({
      path: [...path, "action"],
      message: `expected ${listWords(wanted)} beside action ${action}, found ${listWords(given) || "none"}`,
      hint: `add a ${wanted[0]} block under spec`,
    });
  }
  for (const block of given.filter((name) => !usable.includes(name))) {
    const message = `expected no ${block} with action ${action}, found one: it is ignored`;
    findings.warn({ path: [...path, block], message, at: "key" });
  }
  if (spec.delay?.reorder === undefined || spec.delay.latency.ms > 0) return;
  findings.error({
    path: [...path, "delay", "reorder"],
    message: "expected a latency above zero with reorder, found none: packets can only overtake those that are delayed",
    hint: 'write a latency such as "10ms"',
    at: "key",
  });
}

/**
 * Chaos Mesh asks `latency > "0ms"` of two strings, so a latency that sorts below is taken for none.
 * https://github.com/chaos-mesh/chaos-mesh/blob/v2.8.3/pkg/chaosdaemon/tc_server.go
 */
function checkLatency(spec: NetworkChaosFile, { path, findings }: SpecContext, key: "latency" | "jitter"): void {
  const given = spec.delay?.[key];
  if (given === undefined || given.text > "0ms" || given.ms === 0) return;
  findings.error({
    path: [...path, "delay", key],
    message: `expected a ${key} that Chaos Mesh does not take for zero, found "${given.text}": it compares text, and drops this ${key === "latency" ? "delay" : key} silently`,
    hint: `write "${asWholeUnits(given.ms)}"`,
  });
}

const asWholeUnits = (ms: number): string => (Number.isInteger(ms) ? `${ms}ms` : `${Math.round(ms * 1000)}us`);

function checkRates(spec: NetworkChaosFile, { path, findings }: SpecContext): void {
  for (const block of ["rate", "bandwidth"] as const) {
    const rate = spec[block]?.rate;
    if (rate === undefined) continue;
    const at = { path: [...path, block, "rate"] };
    if (rate.bytesPerSecond === 0) {
      findings.error({ ...at, message: `expected a rate above zero, found "${rate.text}": tc refuses it` });
    } else if (/bps$/i.test(rate.text)) {
      findings.warn({
        ...at,
        message: `expected a rate in bits (kbit, mbit, gbit), found "${rate.text}": in tc's units that is bytes per second, eight times as much`,
        hint: `write ${rate.text.replace(/bps$/i, "bit")} if you mean bits`,
      });
    }
  }
}

/** tc-tbf(8) takes a peak rate only above the rate, and only with an mtu, which Chaos Mesh calls minburst. */
function checkPeak({ bandwidth }: NetworkChaosFile, { path, findings }: SpecContext): void {
  if (bandwidth === undefined || bandwidth.peakrate === 0) return;
  const { peakrate, minburst, rate } = bandwidth;
  const bits = rate.bytesPerSecond * 8;
  if (peakrate <= bits) {
    findings.error({
      path: [...path, "bandwidth", "peakrate"],
      message: `expected a peakrate above the rate of ${bits} bits per second, found ${peakrate}: tc refuses it`,
      hint: "it is a number of bits per second; remove it where no peak is wanted",
    });
  }
  if (minburst > 0) return;
  findings.error({
    path: [...path, "bandwidth", "minburst"],
    message: "expected minburst with peakrate, found none: tc refuses it",
    hint: "write the size of the largest packet, such as 1600",
  });
}

/** IPv4 address, network or host name, each with an optional port. */
export function checkExternalTargets(spec: NetworkChaosFile, { path, findings }: SpecContext): void {
  for (const [index, target] of spec.externalTargets.entries()) {
    if (/^[a-z0-9]([-.a-z0-9]*[a-z0-9])?(\/([0-9]|[12][0-9]|3[0-2]))?(:\d{1,5})?$/i.test(target)) continue;
    findings.error({
      path: [...path, "externalTargets", index],
      message: `expected an IPv4 address, a network or a host name, each with an optional :port, found ${JSON.stringify(target)}`,
      hint: "such as 10.0.0.7, 10.0.0.0/24, example.org or example.org:443",
    });
  }
}
