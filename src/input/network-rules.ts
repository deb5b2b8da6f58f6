// Rules for NetworkChaos: those of Chaos Mesh's webhook, and four traps that it lets through.
// https://github.com/chaos-mesh/chaos-mesh/blob/v2.8.3/api/v1alpha1/networkchaos_webhook.go

import { parseDurationMs } from "../base/duration.ts";
import type { FaultAction, Selection } from "../model/fault.ts";
import type { NetworkChaosFile } from "./chaos-schema.ts";
import { listWords } from "./describe-value.ts";
import type { Findings } from "./findings.ts";

interface NetworkCheck {
  readonly file: NetworkChaosFile;
  readonly findings: Findings;
}

/** Reports what is wrong with a NetworkChaos beyond its structure, and says what it does. */
export function checkNetworkChaos(
  options: NetworkCheck & { readonly selection: Selection; readonly target: Selection | undefined },
): FaultAction {
  const { file, findings, selection, target } = options;
  const { action, direction, externalTargets = [] } = file.spec;
  checkExternalTargets({ file, findings });
  checkDevices({ file, findings });
  if (action !== "partition") {
    checkTrafficDirection({ file, findings });
    checkTrafficBlocks({ file, findings });
    return { kind: "unsupported", chaosKind: "NetworkChaos", action };
  }
  checkPartition({ file, findings });
  return { kind: "NetworkChaos", action, selection, direction, target, externalTargets };
}

const blockNames = ["delay", "loss", "duplicate", "corrupt", "rate", "bandwidth"] as const;

function checkPartition({ file, findings }: NetworkCheck): void {
  const { target, externalTargets = [] } = file.spec;
  if (target === undefined && externalTargets.length === 0) {
    findings.error({
      path: ["spec", "target"],
      message:
        "expected a target with partition, found none: it would cut the pods off from everything, RPC clients and probes included",
      hint: "name the other side in spec.target, such as every other node with a NotIn expression",
    });
  }
  for (const block of blockNames.filter((name) => file.spec[name] !== undefined)) {
    const message = `expected no ${block} with partition, found one: it is ignored`;
    findings.warn({ path: ["spec", block], message, at: "key" });
  }
}

/** Traffic shaping is done at the sender: "from" and "both" shape at the target's pods, so there must be some. */
function checkTrafficDirection({ file, findings }: NetworkCheck): void {
  const { action, direction, target, externalTargets = [] } = file.spec;
  if (direction === "to") return;
  if (target === undefined) {
    findings.error({
      path: ["spec", "direction"],
      message: `expected a target with ${action} and direction ${direction}, found none: Chaos Mesh refuses it`,
      hint: "name spec.target, or use direction: to",
    });
  }
  if (externalTargets.length > 0) {
    findings.error({
      path: ["spec", "externalTargets"],
      message: `expected no externalTargets with ${action} and direction ${direction}, found ${externalTargets.length}: Chaos Mesh refuses them`,
      hint: "use direction: to; what others send cannot be shaped where they are",
      at: "key",
    });
  }
}

function checkTrafficBlocks({ file, findings }: NetworkCheck): void {
  const { action } = file.spec;
  const wanted: readonly string[] = action === "netem" ? blockNames.filter((name) => name !== "bandwidth") : [action];
  const given = blockNames.filter((name) => file.spec[name] !== undefined);
  if (!given.some((name) => wanted.includes(name))) {
    findings.error({
      path: ["spec", "action"],
      message: `expected ${listWords(wanted)} beside action ${action}, found ${listWords(given) || "none"}`,
      hint: `add a ${wanted[0]} block under spec`,
    });
  }
  checkLatency({ file, findings });
  for (const block of ["rate", "bandwidth"] as const) {
    const rate = file.spec[block]?.rate;
    if (rate === undefined || !/bps$/i.test(rate)) continue;
    findings.warn({
      path: ["spec", block, "rate"],
      message: `expected a rate in bits (kbit, mbit, gbit), found "${rate}": in tc's units that is bytes per second, eight times as much`,
      hint: `write ${rate.replace(/bps$/i, "bit")} if you mean bits`,
    });
  }
}

/**
 * Chaos Mesh asks `latency > "0ms"` of two strings, so a latency that sorts below is taken for none.
 * https://github.com/chaos-mesh/chaos-mesh/blob/v2.8.3/pkg/chaosdaemon/tc_server.go
 */
function checkLatency({ file, findings }: NetworkCheck): void {
  const latency = file.spec.delay?.latency;
  if (latency === undefined || latency > "0ms") return;
  const ms = parseDurationMs(latency) ?? 0;
  if (ms === 0) return;
  findings.error({
    path: ["spec", "delay", "latency"],
    message: `expected a latency that Chaos Mesh does not take for zero, found "${latency}": it compares text, and drops this delay silently`,
    hint: `write "${asWholeUnits(ms)}"`,
  });
}

const asWholeUnits = (ms: number): string => (Number.isInteger(ms) ? `${ms}ms` : `${Math.round(ms * 1000)}us`);

/** IPv4 address, network or host name, each with an optional port. */
function checkExternalTargets({ file, findings }: NetworkCheck): void {
  for (const [index, target] of (file.spec.externalTargets ?? []).entries()) {
    if (/^[a-z0-9]([-.a-z0-9]*[a-z0-9])?(\/([0-9]|[12][0-9]|3[0-2]))?(:\d{1,5})?$/i.test(target)) continue;
    findings.error({
      path: ["spec", "externalTargets", index],
      message: `expected an IPv4 address, a network or a host name, each with an optional :port, found ${JSON.stringify(target)}`,
      hint: "such as 10.0.0.7, 10.0.0.0/24, example.org or example.org:443",
    });
  }
}

function checkDevices({ file, findings }: NetworkCheck): void {
  for (const key of ["device", "targetDevice"] as const) {
    if (file.spec[key] === undefined) continue;
    findings.warn({
      path: ["spec", key],
      message: `expected no ${key}, found "${file.spec[key]}": only Kubernetes has devices to choose from, elsewhere it is ignored`,
      at: "key",
    });
  }
}
