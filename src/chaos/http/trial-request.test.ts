import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { faultsOfRequest } from "../../platform/http-proxy/http-rules.ts";
import { httpFault } from "../../platform/http-proxy/sample-http-fault.fake.ts";
import { trialRequest } from "./trial-request.ts";

const trialFor = (match: Parameters<typeof httpFault>[0]["match"]) => trialRequest(httpFault({ match: match ?? {} }));

describe("a trial request", () => {
  it("asks for the chain id as a JSON-RPC client would, when nothing is said about it", () => {
    expect(trialFor({})).toMatchObject({
      request: { method: "POST", url: "/", headers: [["Content-Type", "application/json"]] },
    });
  });

  it("has the method, headers and a path that are meant, and no body where the method has none", () => {
    const match = { method: "GET", path: "/v?/*", requestHeaders: { "X-A": "1" } };
    expect(trialFor(match)).toMatchObject({
      request: { method: "GET", url: "/vx/", headers: [["X-A", "1"]], body: Buffer.alloc(0) },
    });
  });

  it("does not double a content type that is meant", () => {
    const match = { requestHeaders: { "content-type": "text/plain" } };
    expect(trialFor(match)).toMatchObject({ request: { headers: [["content-type", "text/plain"]] } });
  });

  it("is none for a path that no request can have", () => {
    expect(trialFor({ path: "rpc" })).toEqual({ kind: "none", why: "no request has a path that fits rpc" });
  });

  it("is meant by its fault, whatever the pattern of the path", () => {
    const pattern = fc.string({ unit: fc.constantFrom("/", "*", "?", "a", ".", "("), maxLength: 8 });
    fc.assert(
      fc.property(pattern, (path) => {
        const fault = httpFault({ match: { path } });
        const trial = trialRequest(fault);
        const possible = /^[/*?]/.test(path);
        expect(trial.kind).toBe(possible ? "request" : "none");
        if (trial.kind === "request") expect(faultsOfRequest([fault], trial.request)).toEqual([fault]);
      }),
    );
  });
});
