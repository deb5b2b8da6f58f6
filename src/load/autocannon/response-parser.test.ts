import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { NotHttpError, ResponseParser } from "./response-parser.ts";

interface Response {
  readonly status: number;
  readonly body: string;
  /** Sizes of its chunks; undefined: by length. */
  readonly chunks: readonly number[] | undefined;
}

function read(pieces: readonly Buffer[]): { status: number; body: string }[] {
  const found: { status: number; body: string }[] = [];
  const parser = new ResponseParser((status, body) => found.push({ status, body: body.toString() }));
  for (const piece of pieces) parser.execute(piece);
  return found;
}

function write({ status, body, chunks }: Response): string {
  const head = `HTTP/1.1 ${status} Some Words\r\nContent-Type: application/json\r\n`;
  if (chunks === undefined) return `${head}content-length: ${Buffer.byteLength(body)}\r\n\r\n${body}`;
  let rest = Buffer.from(body);
  let text = `${head}Transfer-Encoding: chunked\r\n\r\n`;
  for (const size of [...chunks, rest.length]) {
    const chunk = rest.subarray(0, size);
    rest = rest.subarray(chunk.length);
    if (chunk.length > 0) text += `${chunk.length.toString(16)}\r\n${chunk.toString("latin1")}\r\n`;
  }
  return `${text}0\r\n\r\n`;
}

const response = fc.record({
  status: fc.constantFrom(200, 400, 503),
  body: fc.stringMatching(/^[\x20-\x7e]{0,80}$/),
  chunks: fc.option(fc.array(fc.integer({ min: 1, max: 30 }), { maxLength: 4 }), { nil: undefined }),
});

describe("a stream of responses", () => {
  it("is taken apart the same way wherever it is cut into pieces", () => {
    fc.assert(
      fc.property(fc.array(response, { maxLength: 5 }), fc.array(fc.nat(400), { maxLength: 12 }), (responses, cuts) => {
        const bytes = Buffer.from(responses.map(write).join(""), "latin1");
        const edges = [0, ...cuts.filter((cut) => cut < bytes.length).sort((a, b) => a - b), bytes.length];
        const pieces = edges.slice(1).map((to, index) => bytes.subarray(edges[index], to));
        expect(read(pieces)).toEqual(responses.map(({ status, body }) => ({ status, body })));
      }),
    );
  });

  it("passes over trailers and interim responses", () => {
    const text = `HTTP/1.1 103 Early Hints\r\nlink: x\r\n\r\n${write({ status: 200, body: "a", chunks: [1] }).replace(/\r\n$/, "Expires: never\r\n\r\n")}`;
    expect(read([Buffer.from(text)])).toEqual([{ status: 200, body: "a" }]);
  });

  it.each([
    ["SSH-2.0-OpenSSH_9.2\r\n\r\n", "the answer is not HTTP"],
    ["SSH", "the answer is not HTTP"],
    ["HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n{}", "the answer does not say how long it is"],
    ["HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nxyz\r\n", "the answer has a chunk without a size"],
  ])("refuses %j", (text, message) => {
    expect(() => read([Buffer.from(text)])).toThrow(new NotHttpError(message));
  });

  it("forgets the torn answer of the connection before", () => {
    const found: string[] = [];
    const parser = new ResponseParser((_, body) => found.push(body.toString()));
    const whole = Buffer.from(write({ status: 200, body: "whole", chunks: undefined }));
    parser.execute(whole.subarray(0, -1));
    parser.reset();
    parser.execute(whole);
    expect(found).toEqual(["whole"]);
  });
});
