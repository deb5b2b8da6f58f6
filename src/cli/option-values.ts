// What the values of options may be: text in, a typed value out, or commander's own error for a wrong argument.

import { InvalidArgumentError } from "commander";
import { parseDurationMs } from "../base/duration.ts";
import { parseWei } from "../base/wei.ts";
import { type SignedKind, signedKinds } from "../model/plan.ts";

export const wholeNumber = (text: string): number => {
  if (!/^\d+$/.test(text)) throw new InvalidArgumentError("a whole number is expected.");
  return Number(text);
};

export const pair = (text: string, sofar: Record<string, string> = {}): Record<string, string> => {
  const at = text.indexOf("=");
  if (at < 1) throw new InvalidArgumentError("key=value is expected, for instance spec.seed=7.");
  return { ...sofar, [text.slice(0, at)]: text.slice(at + 1) };
};

export const share = (text: string): number => {
  const value = Number(text);
  if (text.trim() === "" || !(value > 0 && value < 0.5)) {
    throw new InvalidArgumentError("a share above 0 and below 0.5 is expected, for instance 0.01.");
  }
  return value;
};

export const duration = (text: string): number => {
  const ms = parseDurationMs(text);
  if (ms === undefined) throw new InvalidArgumentError("a duration is expected, for instance 30s.");
  return ms;
};

export const rate = (text: string): number => {
  const value = Number(text.replace(/\/s$/, ""));
  if (!(value > 0)) throw new InvalidArgumentError("a rate is expected, for instance 200/s.");
  return value;
};

export const ratio = (text: string): number => {
  const value = Number(text);
  if (!(value > 1 && value <= 2))
    throw new InvalidArgumentError("a ratio above 1 and up to 2 is expected, such as 1.05.");
  return value;
};

export const quantileLimit = (text: string): { quantile: "p95" | "p99"; ms: number } => {
  const match = /^(p95|p99)=(.+)$/.exec(text);
  const ms = parseDurationMs(match?.[2] ?? "");
  if (match === null || ms === undefined || ms <= 0) {
    throw new InvalidArgumentError("p95=<duration> or p99=<duration> is expected, for instance p99=2s.");
  }
  return { quantile: match[1] === "p95" ? "p95" : "p99", ms };
};

export const collect = (text: string, sofar: readonly string[] = []): string[] => [...sofar, text];

export const corpusKind = (text: string, sofar: readonly SignedKind[] = []): SignedKind[] => {
  const kind = signedKinds.find((one) => one === text);
  if (kind === undefined) throw new InvalidArgumentError(`one of ${signedKinds.join(", ")} is expected.`);
  return [...sofar, kind];
};

const environmentParts = ["machine", "backend", "scenario"];

export const environmentPart = (text: string, sofar: readonly string[] = []): string[] => {
  if (!environmentParts.includes(text)) throw new InvalidArgumentError("machine, backend or scenario is expected.");
  return [...sofar, text];
};

export const amount = (text: string): bigint => {
  const wei = parseWei(text);
  if (wei === undefined) throw new InvalidArgumentError("an amount is expected, for instance 0.5eth or 30gwei.");
  return wei;
};

/** `transfers=400`: a load, and how many accounts it has. */
export const loadOfAccounts = (text: string, sofar: readonly { name: string; accounts: number }[] = []) => {
  const [, name, accounts] = /^([^=]+)=(\d{1,6})$/.exec(text) ?? [];
  if (name === undefined) throw new InvalidArgumentError("name=accounts is expected, for instance transfers=400.");
  return [...sofar, { name, accounts: Number(accounts) }];
};
