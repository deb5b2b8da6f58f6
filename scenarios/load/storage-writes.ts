// Sends calls that write many fresh slots of storage, signed beforehand.
// For the database of a client: few transactions fill a block, and all of it has to be kept.
//
//   k6 run -e CORPUS=<file> scenarios/load/storage-writes.ts     the file: chaindrill corpus storage-writes

import { transactionLoad } from "./lib/transaction-load.ts";

const load = transactionLoad({ perSecond: 10 });

export const options = load.options;
export default load.submitNext;
