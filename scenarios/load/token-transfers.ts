// Sends transfers of an ERC-20 token, signed beforehand.
// Two slots of storage change and one event is written: the usual traffic of most chains.
//
//   k6 run -e CORPUS=<file> scenarios/load/token-transfers.ts     the file: chaindrill corpus token-transfers

import { transactionLoad } from "./lib/transaction-load.ts";

const load = transactionLoad({ perSecond: 20 });

export const options = load.options;
export default load.submitNext;
