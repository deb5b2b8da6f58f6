// The process that carries all links of a cluster: apart from the harness, so that a busy harness does not slow the
// peers' traffic. It is driven over IPC and ends by itself when that channel closes, however the harness ended.

import { assertNever } from "../../../base/assert.ts";
import { errorText } from "../../../base/errors.ts";
import type { LinkCommand, LinkReply, LinkRequest } from "./link-messages.ts";
import { LinkProxy } from "./link-proxy.ts";

const proxy = new LinkProxy();

async function carryOut(command: LinkCommand): Promise<readonly number[]> {
  switch (command.type) {
    case "open":
      return proxy.open(command.routes);
    case "cut":
      proxy.cut(command.cut, command.links);
      return [];
    case "heal":
      proxy.heal(command.cut);
      return [];
    default:
      return assertNever(command);
  }
}

function reply(answer: LinkReply): void {
  // A channel that closes meanwhile has its own event below.
  process.send?.(answer, undefined, undefined, () => undefined);
}

process.on("message", ({ id, command }: LinkRequest) => {
  carryOut(command).then(
    (ports) => reply({ id, ok: true, ports }),
    (error: unknown) => reply({ id, ok: false, error: errorText(error) }),
  );
});

// With the sockets closed nothing keeps the process alive.
process.on("disconnect", () => proxy.close());
