// Sends value transfers (type 2, EIP-1559) between accounts of the load, signed beforehand.
// The plainest transaction there is: what it costs is what every transaction costs.
//
//   k6 run -e CORPUS=<file> scenarios/load/transfers.ts     the file: chaindrill corpus transfers

import { transactionLoad } from "./lib/transaction-load.ts";

const load = transactionLoad({ perSecond: 20 });

export const options = load.options;
export default load.submitNext;
