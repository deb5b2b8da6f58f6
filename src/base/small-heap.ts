import { setFlagsFromString } from "node:v8";

/**
 * From here on garbage is collected early instead of late: V8 lets a heap grow to several times of what lives in it
 * while memory is plenty, and who judges the run of a day beside a network has none to give away. The new space stays
 * as large as it is, and the old one grows by a fifth of what is left of it each time.
 */
export function keepHeapSmall(): void {
  // Both are looked at whenever a space would grow; the flags for sizes themselves only when a process starts
  // (https://github.com/v8/v8/blob/main/src/heap/heap.cc).
  setFlagsFromString("--semi-space-growth-factor=1");
  setFlagsFromString("--heap-growing-percent=20");
}
