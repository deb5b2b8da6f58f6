import type { Random } from "../base/random.ts";

/** The randomness of one fault: named by it, so that adding a fault to a plan does not change another's targets. */
export const faultStream = (random: Random, fault: string): Random => random.stream(`fault/${fault}`);
