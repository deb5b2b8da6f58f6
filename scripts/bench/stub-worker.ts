// The stub node in a thread of its own: in the bench's own it would wait for the recording that is being measured.

import { parentPort } from "node:worker_threads";
import { startRpcStub } from "../../src/testing/rpc-stub.ts";

const stub = await startRpcStub();
parentPort?.postMessage(stub.url);
