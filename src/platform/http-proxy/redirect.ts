// The rule that leads new connections of a node to the proxy in its network namespace. Connections to the node's own
// address do not come in through a device, so what the proxy sends on is not led back to it.
//
// "New" is said by --syn: the kernel begins to track connections with the first such rule, and takes those that are open
// already for new ones when their next packet comes.

import { errorText } from "../../base/errors.ts";
import type { Mechanism } from "../../model/node.ts";
import { exists } from "../files.ts";
import { runProgram } from "../processes.ts";

export interface Redirect {
  /** Path of the network namespace. */
  readonly netns: string;
  readonly device: string;
  readonly port: number;
  readonly toPort: number;
}

/** Holds the rules of all redirections in a namespace; nothing else puts rules there. */
export const redirectChain = "CHAINDRILL-HTTP";

/** As one script, so that it is one program that enters the namespace: `$1` device, `$2` port, `$3` port of the proxy. */
const preamble = `
set -e
chain=${redirectChain}
nat() { iptables -w 5 -t nat "$@"; }
rule="-i $1 -p tcp --syn --dport $2 -j REDIRECT --to-ports $3"
`;

const add = `${preamble}
nat -S $chain >/dev/null 2>&1 || nat -N $chain
nat -C PREROUTING -j $chain 2>/dev/null || nat -A PREROUTING -j $chain
nat -C $chain $rule 2>/dev/null || nat -A $chain $rule
`;

/** Takes the chain away with its last rule; and with the last of everything the table that iptables has made for it. */
const remove = `${preamble}
nat -S $chain >/dev/null 2>&1 || exit 0
if nat -C $chain $rule 2>/dev/null; then nat -D $chain $rule; fi
if nat -S $chain | grep -q '^-A'; then exit 0; fi
if nat -C PREROUTING -j $chain 2>/dev/null; then nat -D PREROUTING -j $chain; fi
nat -X $chain
if nat -S | grep -q '^-[AN]'; then exit 0; fi
nft delete table ip nat 2>/dev/null || true
`;

const withinMs = 10_000;

/** Idempotent. */
export async function addRedirect(redirect: Redirect): Promise<void> {
  await runInside(redirect, add);
}

/** Idempotent; a namespace that is gone has no rules. */
export async function removeRedirect(redirect: Redirect): Promise<void> {
  if (await exists(redirect.netns)) await runInside(redirect, remove);
}

async function runInside({ netns, device, port, toPort }: Redirect, script: string): Promise<void> {
  const args = [`--net=${netns}`, "--", "sh", "-c", script, "sh", device, String(port), String(toPort)];
  await runProgram({ command: "nsenter", args, timeoutMs: withinMs });
}

/** Whether connections can be redirected here, tried in a namespace that ends with the trial. */
export async function probeRedirectMechanism(): Promise<Mechanism> {
  if (process.platform !== "linux") return { works: false, why: "network namespaces are a thing of Linux" };
  const args = ["--net", "--", "sh", "-c", add, "sh", "lo", "1", "2"];
  try {
    await runProgram({ command: "unshare", args, timeoutMs: withinMs });
    return { works: true, by: "iptables REDIRECT to an HTTP proxy" };
  } catch (error) {
    const [, ...said] = errorText(error).split(/\n(?=[^\n]*$)/);
    return { works: false, why: `connections cannot be redirected in a network namespace: ${said.join("").trim()}` };
  }
}
