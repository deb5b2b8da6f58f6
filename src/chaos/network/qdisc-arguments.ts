// The words of tc for a shape. https://man7.org/linux/man-pages/man8/tc-netem.8.html, .../tc-tbf.8.html; as in
// https://github.com/chaos-mesh/chaos-mesh/blob/v2.8.3/pkg/chaosdaemon/tc_server.go

import type { Bandwidth, Chance, Delay, TrafficShape } from "../../model/traffic.ts";

/** `tbf rate 1000000bps burst 20000 limit 40000`; bps are bytes per second to tc. */
export function tbfArguments(bandwidth: Bandwidth): string {
  const { bytesPerSecond, bufferBytes, limitBytes, peakBytesPerSecond, minburstBytes } = bandwidth;
  const words = [`tbf rate ${bytesPerSecond}bps burst ${bufferBytes} limit ${limitBytes}`];
  // tc asks for the size of the second bucket as soon as there is one; a packet with its headers has to fit.
  if (peakBytesPerSecond > 0) words.push(`peakrate ${peakBytesPerSecond}bps mtu ${minburstBytes || packetBytesMax}`);
  return words.join(" ");
}

/** An Ethernet frame of 1500 bytes payload, with its header and a tag. */
const packetBytesMax = 1518;

/** `netem delay 50000us 10000us loss 30%`. */
export function netemArguments(shape: TrafficShape): string {
  const { delay, loss, duplicate, corrupt, rateBytesPerSecond } = shape;
  return [
    "netem",
    ...(delay === undefined ? [] : delayWords(delay)),
    ...chanceWords("loss", loss),
    ...chanceWords("duplicate", duplicate),
    ...chanceWords("corrupt", corrupt),
    ...(rateBytesPerSecond === undefined ? [] : [`rate ${rateBytesPerSecond}bps`]),
  ].join(" ");
}

function delayWords(delay: Delay): string[] {
  const { latencyMs, jitterMs, correlation, reorder } = delay;
  const words = ["delay", microseconds(latencyMs)];
  if (jitterMs > 0) words.push(microseconds(jitterMs), ...correlationWord(correlation));
  if (reorder === undefined || reorder.percent === 0) return words;
  words.push("reorder", `${reorder.percent}%`, ...correlationWord(reorder.correlation));
  return reorder.gap > 1 ? [...words, "gap", String(reorder.gap)] : words;
}

function chanceWords(name: string, chance: Chance | undefined): string[] {
  if (chance === undefined || chance.percent === 0) return [];
  return [name, `${chance.percent}%`, ...correlationWord(chance.correlation)];
}

const correlationWord = (correlation: number): string[] => (correlation > 0 ? [`${correlation}%`] : []);

const microseconds = (ms: number): string => `${Math.round(ms * 1000)}us`;
