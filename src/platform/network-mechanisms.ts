// What this machine's kernel and programs can do to packets, tried out rather than guessed. Each check runs in a network
// namespace of its own that nobody else sees and that ends with the check's process: nothing can be left behind.

import { errorText } from "../base/errors.ts";
import type { Mechanism } from "../model/node.ts";
import { runProgram } from "./processes.ts";

/** The kernel's own emulator of bad networks. */
export const shapesByNetem = "tc netem";
/** Packets handed to a program. */
export const shapesByQueue = "NFQUEUE";

export type NetworkMechanisms = Readonly<Record<"filter" | "shape" | "bandwidth", Mechanism>>;

/** The program, or why there is none. */
export type NetAgentPlace = { readonly path: string } | { readonly why: string };

/** What a check says of itself when it fails, in the user's words. */
type Check = { readonly what: string; readonly script: string };

const checks = {
  sets: {
    what: "address sets (ipset)",
    script: "echo 'create probe hash:net family inet\ncreate probe-port hash:net,port family inet' | ipset restore",
  },
  rules: {
    what: "iptables rules on address sets",
    script: `ipset create probe hash:net && printf '*filter\\n-A OUTPUT -o eth0 -m set --match-set probe dst -j DROP\\nCOMMIT\\n' | iptables-restore --noflush -w 5`,
  },
  steering: {
    what: "iptables CLASSIFY into classes of htb",
    script: `tc qdisc add dev lo root handle 1: htb && printf '*mangle\\n-A POSTROUTING -o eth0 -j CLASSIFY --set-class 1:1\\nCOMMIT\\n' | iptables-restore --noflush -w 5`,
  },
  netem: { what: "the netem qdisc", script: "tc qdisc add dev lo root netem delay 1ms loss 1%" },
  tbf: { what: "the tbf qdisc", script: "tc qdisc add dev lo root tbf rate 1mbit burst 10kb limit 10kb" },
  queue: {
    what: "iptables MARK and NFQUEUE",
    script: `printf '*mangle\\n-A POSTROUTING -o eth0 -j MARK --set-mark 1\\n-A POSTROUTING -m mark --mark 1 -j NFQUEUE --queue-num 1 --queue-bypass\\nCOMMIT\\n' | iptables-restore --noflush -w 5`,
  },
} as const satisfies Record<string, Check>;

/** Tries everything at the same time. `netAgent` is the program for probes and packet queues, or why there is none. */
export async function probeNetworkMechanisms(options: {
  netAgent: NetAgentPlace;
  run?: RunCheck;
}): Promise<NetworkMechanisms> {
  const { netAgent, run = runCheck } = options;
  const askAgent = async (mode: string) =>
    "why" in netAgent
      ? `netagent is missing: ${netAgent.why}`
      : run({ what: `netagent ${mode}`, script: `"$1" ${mode} </dev/null` }, netAgent.path);
  const [sets, rules, steering, netem, tbf, queue, prober, queuer] = await Promise.all([
    run(checks.sets),
    run(checks.rules),
    run(checks.steering),
    run(checks.netem),
    run(checks.tbf),
    run(checks.queue),
    askAgent("probe"),
    askAgent("queue --queue 1"),
  ]);
  // Without a probe inside the pods nothing could be seen of any of these.
  return {
    filter: mechanism("iptables and ipset", [sets, rules, prober]),
    shape: eitherOf(
      mechanism(shapesByNetem, [netem, steering, prober]),
      mechanism(shapesByQueue, [queue, prober, queuer]),
    ),
    bandwidth: mechanism("tc tbf", [tbf, steering, prober]),
  };
}

/** Why a check failed; undefined when it passed. Words after it are given to the script as $1, ... */
export type RunCheck = (check: Check, ...words: string[]) => Promise<string | undefined>;

const timeoutMs = 10_000;

const runCheck: RunCheck = async ({ what, script }, ...words) => {
  try {
    const args = ["--net", "--", "sh", "-c", `set -e; ip link set lo up; ${script}`, "check", ...words];
    await runProgram({ command: "unshare", args, timeoutMs });
    return undefined;
  } catch (error) {
    const said = errorText(error).split("\n").slice(1).join(" ").trim();
    return `${what}: ${said || errorText(error)}`;
  }
};

function eitherOf(netem: Mechanism, queue: Mechanism): Mechanism {
  if (netem.works || queue.works) return netem.works ? netem : queue;
  return { works: false, why: netem.why === queue.why ? netem.why : `${netem.why}; ${queue.why}` };
}

function mechanism(by: string, failures: readonly (string | undefined)[]): Mechanism {
  const why = new Set(failures.filter((failure) => failure !== undefined));
  return why.size === 0 ? { works: true, by } : { works: false, why: [...why].join("; ") };
}
