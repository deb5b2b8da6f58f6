/** "2026-11-23 02:00 UTC" from an ISO time in UTC; anything else as it is. */
export const startTime = (iso: string): string =>
  iso.replace(/^(\d{4}-\d\d-\d\d)T(\d\d:\d\d)(:[\d.]+)?Z$/, "$1 $2 UTC");
