// The process that stands before RPC ports and changes what passes: apart from the harness, so that it can live in a
// node's network namespace. It is driven over IPC and ends by itself when that channel closes, however the harness ended.

import { assertNever, present } from "../../base/assert.ts";
import { systemClock } from "../../base/clock.ts";
import { answerCommands } from "../answer-commands.ts";
import { fromMessage, type HttpCommand } from "./http-messages.ts";
import { ProxiedPort } from "./proxied-port.ts";

const ports: ProxiedPort[] = [];

async function carryOut(command: HttpCommand): Promise<readonly number[]> {
  switch (command.type) {
    case "open": {
      const opened = command.routes.map((route) => new ProxiedPort(route, systemClock));
      ports.push(...opened);
      return Promise.all(opened.map((port) => port.open()));
    }
    case "set":
      present(ports[command.route], `route ${command.route}`).set(command.name, command.faults.map(fromMessage));
      return [];
    case "drain":
      await Promise.race([
        Promise.all(ports.map((port) => port.drain())),
        systemClock.sleep(command.withinMs), // whoever still talks then is cut off with the end of the process
      ]);
      return [];
    default:
      return assertNever(command);
  }
}

answerCommands({
  carryOut,
  // A drain that is under way goes on until its deadline.
  close() {
    for (const port of ports) port.close();
  },
});
