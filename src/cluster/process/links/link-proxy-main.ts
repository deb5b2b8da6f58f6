// The process that carries all links of a cluster: apart from the harness, so that a busy harness does not slow the
// peers' traffic. It is driven over IPC and ends by itself when that channel closes, however the harness ended.

import { assertNever } from "../../../base/assert.ts";
import { systemClock } from "../../../base/clock.ts";
import { seededRandom } from "../../../base/random.ts";
import { answerCommands } from "../../../platform/answer-commands.ts";
import type { LinkCommand } from "./link-messages.ts";
import { LinkProxy } from "./link-proxy.ts";

const proxy = new LinkProxy({ clock: systemClock, random: seededRandom(process.pid) });

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
    case "shape":
      proxy.shape(command.name, command.links, command.shape);
      return [];
    case "measure":
      return [await proxy.measure(command.link)];
    case "unshape":
      proxy.unshape(command.name);
      return [];
    default:
      return assertNever(command);
  }
}

answerCommands({ carryOut, close: () => proxy.close() });
