// Takes HTTP/1.1 responses out of a stream of bytes (RFC 9112). Bodies by length or in chunks, which is what nodes and
// proxies in front of them send; everything else is refused. A parser in general, such as the one autocannon brings, costs
// more than sending the request does.

const lineEnd = Buffer.from("\r\n");
const headEnd = Buffer.from("\r\n\r\n");
const none = Buffer.alloc(0);
const headBytesMax = 64 * 1024;

export class NotHttpError extends Error {}

export class ResponseParser {
  readonly #onResponse: (status: number, body: Buffer) => void;
  #pending: Buffer = none;

  constructor(onResponse: (status: number, body: Buffer) => void) {
    this.#onResponse = onResponse;
  }

  /** Takes more bytes. Throws NotHttpError at what is no response; nothing may follow then but `reset`. */
  execute(chunk: Buffer): void {
    let bytes = this.#pending.length === 0 ? chunk : Buffer.concat([this.#pending, chunk]);
    this.#pending = none;
    while (bytes.length > 0) {
      const length = this.#readOne(bytes);
      if (length === undefined) {
        this.#pending = bytes;
        return;
      }
      if (length === bytes.length) return;
      bytes = bytes.subarray(length);
    }
  }

  /** Forgets what came so far: the connection is another. */
  reset(): void {
    this.#pending = none;
  }

  /** Bytes of the response at the beginning; undefined when it is not all there. */
  #readOne(bytes: Buffer): number | undefined {
    const end = bytes.indexOf(headEnd);
    if (end < 0) {
      if (bytes.length > headBytesMax || !mayBeHttp(bytes)) throw new NotHttpError("the answer is not HTTP");
      return undefined;
    }
    const head = bytes.toString("latin1", 0, end);
    if (!head.startsWith(httpVersion)) throw new NotHttpError("the answer is not HTTP");
    const status = Number(head.slice(9, 12));
    const from = end + headEnd.length;
    if (status >= 100 && status < 200) return from;
    const body = bodyAt(bytes, { from, head, status });
    if (body === undefined) return undefined;
    this.#onResponse(status, body.body);
    return body.end;
  }
}

const httpVersion = "HTTP/1.";

/** Of the beginning of a head. */
const mayBeHttp = (bytes: Buffer): boolean =>
  httpVersion.startsWith(bytes.toString("latin1", 0, Math.min(bytes.length, httpVersion.length)));

interface Body {
  readonly body: Buffer;
  /** Where the response ends. */
  readonly end: number;
}

function bodyAt(bytes: Buffer, at: { from: number; head: string; status: number }): Body | undefined {
  const { from, head, status } = at;
  const length = /\r\ncontent-length:[ \t]*(\d+)/i.exec(head)?.[1];
  if (length !== undefined) {
    const end = from + Number(length);
    return bytes.length < end ? undefined : { body: bytes.subarray(from, end), end };
  }
  if (/\r\ntransfer-encoding:[ \t]*chunked/i.test(head)) return chunkedBody(bytes, from);
  if (status === 204 || status === 304) return { body: none, end: from };
  throw new NotHttpError("the answer does not say how long it is");
}

function chunkedBody(bytes: Buffer, from: number): Body | undefined {
  const parts: Buffer[] = [];
  let at = from;
  for (;;) {
    const sizeEnd = bytes.indexOf(lineEnd, at);
    if (sizeEnd < 0) return undefined;
    const size = Number.parseInt(bytes.toString("latin1", at, sizeEnd), 16);
    if (Number.isNaN(size)) throw new NotHttpError("the answer has a chunk without a size");
    at = sizeEnd + lineEnd.length;
    if (size === 0) {
      const end = trailerEnd(bytes, at);
      return end === undefined
        ? undefined
        : { body: parts.length === 1 ? (parts[0] ?? none) : Buffer.concat(parts), end };
    }
    if (bytes.length < at + size + lineEnd.length) return undefined;
    parts.push(bytes.subarray(at, at + size));
    at += size + lineEnd.length;
  }
}

/** After the last chunk: trailers, each a line, and an empty one. */
function trailerEnd(bytes: Buffer, from: number): number | undefined {
  for (let at = from; ; ) {
    const end = bytes.indexOf(lineEnd, at);
    if (end < 0) return undefined;
    if (end === at) return end + lineEnd.length;
    at = end + lineEnd.length;
  }
}
