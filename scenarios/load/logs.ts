// Sends calls that emit many events, signed beforehand.
// For receipts, bloom filters and whoever follows logs; goes well with subscriptions.ts and heavy-reads.ts.
//
//   k6 run -e CORPUS=<file> scenarios/load/logs.ts     the file: chaindrill corpus logs

import { transactionLoad } from "./lib/transaction-load.ts";

const load = transactionLoad({ perSecond: 10 });

export const options = load.options;
export default load.submitNext;
