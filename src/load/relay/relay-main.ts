// The process that carries a load's relay: apart from the harness, so that neither slows the other. It is told its
// targets once, answers with its ports, and ends by itself when the channel closes, however the harness ended.

import { systemClock } from "../../base/clock.ts";
import { errorText } from "../../base/errors.ts";
import { Relay } from "./relay.ts";
import type { RelayOrder, RelayReport } from "./relay-messages.ts";

const report = (message: RelayReport): void => {
  // A channel that closes meanwhile has its own event below.
  process.send?.(message, undefined, undefined, () => undefined);
};

process.once("message", ({ targets, delayMs }: RelayOrder) => {
  const relay = new Relay({ delayMs, clock: systemClock });
  process.once("disconnect", () => relay.close());
  relay.open(targets).then(
    (ports) => report({ ports }),
    (error: unknown) => report({ error: errorText(error) }),
  );
});
