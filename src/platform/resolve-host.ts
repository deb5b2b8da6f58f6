import { lookup } from "node:dns/promises";
import { EnvironmentError, errorText } from "../base/errors.ts";

/** IPv4 addresses of a host name, as this machine resolves it. Throws EnvironmentError when it has none. */
export async function resolveHost(host: string): Promise<readonly string[]> {
  try {
    return (await lookup(host, { all: true, family: 4 })).map(({ address }) => address);
  } catch (cause) {
    throw new EnvironmentError({
      message: `no IPv4 address was found for ${host}: ${errorText(cause)}`,
      hint: "Name the address itself, or see whether this machine resolves the name.",
      cause,
    });
  }
}
