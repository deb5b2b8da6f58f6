// For tests.

import type { HttpFault } from "../../model/fault-details.ts";

type Parts = Partial<Omit<HttpFault, "match" | "replace" | "patch">> & {
  readonly match?: Partial<HttpFault["match"]>;
  readonly replace?: Partial<NonNullable<HttpFault["replace"]>>;
  readonly patch?: Partial<NonNullable<HttpFault["patch"]>>;
};

/** A fault that means every request of port 8545, and does what the parts say. */
export function httpFault({ match, replace, patch, ...parts }: Parts): HttpFault {
  return {
    target: "Request",
    abort: false,
    delayMs: undefined,
    ...parts,
    match: {
      port: 8545,
      path: undefined,
      method: undefined,
      code: undefined,
      requestHeaders: {},
      responseHeaders: {},
      ...match,
    },
    replace:
      replace === undefined
        ? undefined
        : {
            path: undefined,
            method: undefined,
            code: undefined,
            body: undefined,
            queries: {},
            headers: {},
            ...replace,
          },
    patch: patch === undefined ? undefined : { bodyJson: undefined, queries: [], headers: [], ...patch },
  };
}
