/** Whole microseconds, as events are stamped: what is beyond is noise of floating point arithmetic. */
export const roundMs = (ms: number): number => Math.round(ms * 1000) / 1000;
