/** A search does not go below. */
export const lowestPerSecond = 0.1;

/** Whole numbers from 20/s on, and one decimal below: what k6 takes, and a person can read. */
export const roundRate = (perSecond: number): number =>
  perSecond >= 20 ? Math.round(perSecond) : Math.max(lowestPerSecond, Math.round(perSecond * 10) / 10);
