// Sends approvals of an ERC-20 token, signed beforehand.
// Each writes one slot that was empty before, so that state grows with every transaction.
//
//   k6 run -e CORPUS=<file> scenarios/load/token-approvals.ts     the file: chaindrill corpus token-approvals

import { transactionLoad } from "./lib/transaction-load.ts";

const load = transactionLoad({ perSecond: 20 });

export const options = load.options;
export default load.submitNext;
