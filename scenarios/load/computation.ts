// Sends calls that hash in a loop, signed beforehand.
// For the interpreter of a client: gas is used up without a byte of state.
//
//   k6 run -e CORPUS=<file> scenarios/load/computation.ts     the file: chaindrill corpus computation

import { transactionLoad } from "./lib/transaction-load.ts";

const load = transactionLoad({ perSecond: 10 });

export const options = load.options;
export default load.submitNext;
