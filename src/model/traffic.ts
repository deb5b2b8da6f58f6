// What a NetworkChaos other than a partition does to packets. Names and meanings are those of tc-netem(8) and tc-tbf(8),
// which Chaos Mesh hands the numbers to.

/** Percent, 0 to 100. The manifest has them as strings. */
export type Percent = number;

export interface Delay {
  readonly latencyMs: number;
  /** The delay varies uniformly by up to this much either way. */
  readonly jitterMs: number;
  /** How much each delay depends on the one before. */
  readonly correlation: Percent;
  readonly reorder: Reorder | undefined;
}

/** This share of every `gap`-th packet is sent at once, before those that are delayed. */
export interface Reorder {
  readonly percent: Percent;
  readonly correlation: Percent;
  /** 0 counts as 1: every packet. */
  readonly gap: number;
}

export interface Chance {
  readonly percent: Percent;
  readonly correlation: Percent;
}

export interface Bandwidth {
  readonly bytesPerSecond: number;
  /** Bytes that may wait; more is dropped. */
  readonly limitBytes: number;
  /** Bytes that may be sent at once: the bucket's size. */
  readonly bufferBytes: number;
  /** 0: none. */
  readonly peakBytesPerSecond: number;
  readonly minburstBytes: number;
}

/** All blocks of a manifest act together, whatever `action` says, as in Chaos Mesh. At least one is there. */
export interface TrafficShape {
  readonly delay: Delay | undefined;
  readonly loss: Chance | undefined;
  readonly duplicate: Chance | undefined;
  /** One bit of a random byte is flipped. */
  readonly corrupt: Chance | undefined;
  /** netem's own rate limit, in bytes a second: each packet takes its time on the wire. */
  readonly rateBytesPerSecond: number | undefined;
  /** Only with action `bandwidth`, and then alone. */
  readonly bandwidth: Bandwidth | undefined;
}
