// Calls the contracts in genesis with transactions signed beforehand: a counter is incremented, a token changes hands.
//
//   k6 run -e CORPUS=<file> -e RPC_URLS=http://127.0.0.1:8545 -e RATE=20 scenarios/load/contracts.ts

import { type LoadDefaults, loadOptions } from "./lib/options.ts";
import { createSubmitter } from "./lib/submit.ts";

const defaults: LoadDefaults = { perSecond: 20, duration: "30s", vus: 100 };

export const options = loadOptions(defaults);
const submitNext = createSubmitter(defaults);

export default function (): void {
  submitNext();
}
