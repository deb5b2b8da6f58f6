// Sends value transfers with an access list (type 1, EIP-2930), signed beforehand.
// The list makes a transaction longer and its check dearer, and nothing else.
//
//   k6 run -e CORPUS=<file> scenarios/load/access-list-transfers.ts     the file: chaindrill corpus access-list-transfers

import { transactionLoad } from "./lib/transaction-load.ts";

const load = transactionLoad({ perSecond: 20 });

export const options = load.options;
export default load.submitNext;
