// Replays a recorded JSON-RPC access log: the same calls with the same parameters, at the log's own distances in time,
// scaled. An open model: every call is sent at its time whether or not earlier ones have been answered, by the next user
// that is free; when none was, it is sent late and its latency counts from when it should have been sent.
//
//   k6 run -e LOG=/var/log/rpc.ndjson -e SPEED=2 scenarios/load/replay.ts       twice as fast as it was
//   k6 run -e LOG=/var/log/rpc.ndjson -e RATE=100 scenarios/load/replay.ts      at 100 calls a second on average
//
// LOG is an absolute path; without one it replays logs/reads.ndjson, a recording of reads.ts on a new chain. SPEED goes before
// RATE; without either a replay takes as long as the log did, once. With a DURATION it begins again until that is over.
// Calls that write are refused unless ALLOW_WRITES=1. The network answers for what it has: a question about a filter of
// the log's time, or a block that it has not come to, is rejected.
//
// The forms of a log are in lib/access-log.ts. How to come by one:
//
//   nginx in front of a node writes it directly; $request_body is there when the request is passed on and is no longer
//   than client_body_buffer_size (https://nginx.org/en/docs/http/ngx_http_core_module.html#var_request_body):
//     log_format rpc escape=json '{"msec":$msec,"body":"$request_body"}';
//     access_log /var/log/rpc.ndjson rpc;
//
//   geth tells times and methods, but no parameters, with --verbosity 4 --log.format json; calls without any can be had:
//     jq -c 'select(.msg | startswith("Served eth_blockNumber")) | {t, method: .msg[7:]}' geth.log > rpc.ndjson

import { SharedArray } from "k6/data";
import { isWrite, type LoggedCall, paceOf, parseAccessLog } from "./lib/access-log.ts";
import { nextPlace } from "./lib/clock.ts";
import { operationAt } from "./lib/operation.ts";
import { loadOptions, setting } from "./lib/options.ts";
import { call } from "./lib/rpc.ts";

// Held once for all users.
const log = new SharedArray("log", readLog);
const pace = paceOf({ count: log.length, lastOffsetMs: log.at(-1)?.offsetMs ?? 0, scale: scaleOf() });

export const options = loadOptions({
  perSecond: (log.length * 1000) / pace.roundMs,
  duration: `${Math.floor(pace.roundMs)}ms`,
  vus: 100,
});

export default function (): void {
  const place = nextPlace();
  const logged = log[place % log.length];
  if (logged === undefined) return;
  operationAt(pace.offsetMs(place, logged), `read/${logged.method}`, () => call(logged.method, logged.params));
}

function readLog(): LoggedCall[] {
  const file = setting("LOG", "./logs/reads.ndjson");
  const calls = parseAccessLog(open(file));
  if (calls.length === 0) throw new Error(`LOG: expected calls in ${file}, found none`);
  const writes = calls.filter(isWrite);
  if (writes.length === 0 || setting("ALLOW_WRITES", "") !== "") return [...calls];
  const methods = [...new Set(writes.map(({ method }) => method))].join(", ");
  throw new Error(
    `LOG: ${writes.length} of ${calls.length} calls in ${file} change the chain or the node (${methods}). ` +
      "Set ALLOW_WRITES=1 to send them all the same, or take them out of the log.",
  );
}

function scaleOf(): { speed: number } | { perSecond: number } {
  for (const name of ["STAGES", "POISSON"]) {
    if (setting(name, "") === "") continue;
    throw new Error(`${name}: a replay has the times of its log; scale it with SPEED or RATE`);
  }
  const rate = setting("RATE", "");
  const speed = setting("SPEED", rate === "" ? "1" : "");
  const scale = speed === "" ? { perSecond: Number(rate) } : { speed: Number(speed) };
  const [value] = Object.values(scale);
  if (value !== undefined && value > 0) return scale;
  throw new Error(`SPEED or RATE: expected a number above 0, found ${speed || rate}`);
}
