// Sends calls of the contracts in genesis: a counter is incremented, a token changes hands, signed beforehand.
// What the contracts must say in the end is known, so that a lost or doubled call shows.
//
//   k6 run -e CORPUS=<file> scenarios/load/contracts.ts     the file: chaindrill corpus contracts

import { transactionLoad } from "./lib/transaction-load.ts";

const load = transactionLoad({ perSecond: 20 });

export const options = load.options;
export default load.submitNext;
