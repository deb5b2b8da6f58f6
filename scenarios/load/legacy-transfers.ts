// Sends value transfers in the oldest form (type 0, protected by EIP-155), signed beforehand.
// Beside transfers.ts it shows what the form of a transaction costs a client.
//
//   k6 run -e CORPUS=<file> scenarios/load/legacy-transfers.ts     the file: chaindrill corpus legacy-transfers

import { transactionLoad } from "./lib/transaction-load.ts";

const load = transactionLoad({ perSecond: 20 });

export const options = load.options;
export default load.submitNext;
