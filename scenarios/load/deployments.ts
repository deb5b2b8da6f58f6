// Sends deployments of a small contract, signed beforehand.
// There is no recipient, and the code is most of the transaction: bytes on the wire and in the state.
//
//   k6 run -e CORPUS=<file> scenarios/load/deployments.ts     the file: chaindrill corpus deployments

import { transactionLoad } from "./lib/transaction-load.ts";

const load = transactionLoad({ perSecond: 5 });

export const options = load.options;
export default load.submitNext;
