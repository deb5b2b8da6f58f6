// Amounts as people write them, exact to the wei.

const exponents: Readonly<Record<string, number>> = { wei: 0, gwei: 9, eth: 18 };

/** Parses "1eth", "0.25 eth", "30gwei", "7wei"; undefined when it is none, or no whole number of wei. */
export function parseWei(text: string): bigint | undefined {
  const match = /^(\d+)(?:\.(\d+))?\s*(wei|gwei|eth)$/.exec(text.trim());
  if (match === null) return undefined;
  const [, whole = "", fraction = "", unit = ""] = match;
  const exponent = exponents[unit] ?? 0;
  const digits = fraction.replace(/0+$/, "");
  return digits.length > exponent ? undefined : BigInt(whole + digits.padEnd(exponent, "0"));
}

/** An amount for people, without rounding: "1.5 eth", "30 gwei", "7 wei". */
export function formatWei(wei: bigint): string {
  if (wei < 0n) return `-${formatWei(-wei)}`;
  const [unit, exponent] = wei >= 10n ** 15n ? (["eth", 18] as const) : (["gwei", 9] as const);
  if (wei === 0n) return "0 eth";
  if (wei < 10n ** 6n) return `${wei} wei`;
  const digits = wei.toString().padStart(exponent + 1, "0");
  const fraction = digits.slice(-exponent).replace(/0+$/, "");
  return `${digits.slice(0, -exponent)}${fraction === "" ? "" : `.${fraction}`} ${unit}`;
}
