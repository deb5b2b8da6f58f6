// autocannon's connection loop, with what is asked, matched and read on it in our hands.
//
//   autocannon: connects, keeps `pipelining` requests under way, times out, connects again
//       | requestIterator    what to ask next                          ours: a question with an id of its own
//       | pipelinedRequests  what waits for an answer                  ours: settles each one with an outcome
//       | parser             bytes to answers                          ours: length and chunks, nothing else
//
// Its own parts know nothing of JSON-RPC, cost most of its time, and answers that come after a lost connection are
// matched to requests of the one before (9.0.0: nothing empties the queue when the peer closes).

import type { UsualQuestion } from "../../../scenarios/load/lib/usual-mix.ts";
import type { Clock } from "../../base/clock.ts";
import { cutOff } from "../../model/operation.ts";
import { type AskedQuestion, Questioner } from "./ask-questions.ts";
import { checkAnswer, resultOf } from "./check-answer.ts";
import { createHttpClient, type HttpClient } from "./http-client.ts";
import type { EndedRequest } from "./record-requests.ts";
import { NotHttpError, ResponseParser } from "./response-parser.ts";

export interface ClientPlan {
  readonly url: string;
  /** Position among all connections. */
  readonly connection: number;
  readonly pipelining: number;
  readonly mix: Readonly<Record<string, number>>;
  readonly requestTimeoutMs: number;
  readonly seed: number;
  readonly clock: Clock;
  readonly onStarted: () => void;
  /** Times are those of the clock. */
  readonly onEnded: (ended: EndedRequest) => void;
}

/** Before connecting again to a node that closed or refused: at once would keep a core busy with nothing. */
const reconnectAfterMs = 50;
/** What an answer teaches is looked at so often at most: reading a block's body costs more than asking for it. */
const learnEveryMs = 100;

/** Starts a connection that asks until it is disposed of; what is under way then has not been answered. */
export function startClient(plan: ClientPlan): Disposable {
  const { protocol, hostname, port } = new URL(plan.url);
  const usualPort = protocol === "https:" ? 443 : 80;
  let occupation: Occupation | undefined;
  const client = createHttpClient({
    protocol,
    hostname: hostname.replace(/^\[|\]$/g, ""),
    port: port === "" ? usualPort : Number(port),
    pipelining: plan.pipelining,
    timeout: plan.requestTimeoutMs / 1000,
    setupClient(created) {
      occupation = new Occupation(created, plan);
    },
  });
  return {
    [Symbol.dispose]() {
      client.destroy();
      occupation?.[Symbol.dispose]();
    },
  };
}

interface Underway {
  readonly asked: AskedQuestion;
  readonly sentAtMs: number;
}

type Failure = Pick<EndedRequest, "outcome" | "error">;

class Occupation implements Disposable {
  readonly #client: HttpClient;
  readonly #plan: ClientPlan;
  /** autocannon's own way to connect. */
  readonly #connect: () => void;
  readonly #parser = new ResponseParser((status, body) => this.#answered(status, body));
  /** Oldest first: HTTP answers in the order of asking. */
  readonly #underway: Underway[] = [];
  readonly #learntAtMs = new Map<string, number>();
  /** What became of the connection; undefined while nothing is known to be wrong with it. */
  #failure: Failure | undefined;
  #wasAnswered = false;
  #reconnect: Disposable | undefined;

  constructor(client: HttpClient, plan: ClientPlan) {
    this.#client = client;
    this.#plan = plan;
    this.#connect = client._connect.bind(client);
    const questioner = new Questioner(plan);
    client.requestIterator = {
      currentRequest: questioner.next(),
      resetted: false,
      nextRequest() {
        this.currentRequest = questioner.next();
      },
    };
    client.pipelinedRequests = {
      insertRequest: (asked) => this.#started(asked as AskedQuestion),
      addByteCount() {},
      clear: () => this.#settleAll(),
    };
    client.parser = { execute: (bytes) => this.#read(bytes) };
    client._connect = () => this.#connectAgain();
    client.on("connError", (error: NodeJS.ErrnoException) => {
      this.#failure = failureOf(error);
    });
  }

  [Symbol.dispose](): void {
    this.#reconnect?.[Symbol.dispose]();
  }

  #started(asked: AskedQuestion): void {
    this.#underway.push({ asked, sentAtMs: this.#plan.clock.nowMs() });
    this.#plan.onStarted();
  }

  #read(bytes: Buffer): void {
    // Several answers in one piece free several places, whose requests then go out together.
    const conn = this.#plan.pipelining > 1 ? this.#client.conn : undefined;
    conn?.cork();
    try {
      this.#parser.execute(bytes);
    } catch (error) {
      if (!(error instanceof NotHttpError)) throw error;
      this.#failure = { outcome: "unknown", error: error.message };
      this.#connectAgain();
    } finally {
      conn?.uncork();
    }
  }

  #answered(status: number, body: Buffer): void {
    const oldest = this.#underway.shift();
    if (oldest === undefined) throw new NotHttpError("an answer came to what was not asked");
    this.#wasAnswered = true;
    const { asked, sentAtMs } = oldest;
    const { question, id } = asked;
    const doneAtMs = this.#plan.clock.nowMs();
    const checked = checkAnswer({ status, body, id });
    this.#plan.onEnded({ method: question.method, sentAtMs, doneAtMs, ...checked });
    if (checked.outcome === "ok") this.#learn(question, { body, nowMs: doneAtMs });
    if (!this.#client.destroyed) this.#client._doRequest();
  }

  #learn(question: UsualQuestion, { body, nowMs }: { body: Buffer; nowMs: number }): void {
    if (question.learn === undefined) return;
    if (nowMs < (this.#learntAtMs.get(question.method) ?? -Infinity) + learnEveryMs) return;
    this.#learntAtMs.set(question.method, nowMs);
    question.learn(resultOf(body));
  }

  /** Called by autocannon at first, when the peer closed, after an error, and after a timeout, which it has settled. */
  #connectAgain(): void {
    if (this.#client.conn === undefined) {
      this.#connect();
      return;
    }
    this.#failure ??= { outcome: "unknown", error: "reset" };
    this.#client._destroyConnection();
    this.#failure = undefined;
    this.#reconnect?.[Symbol.dispose]();
    this.#reconnect = this.#plan.clock.after(this.#wasAnswered ? 0 : reconnectAfterMs, () => this.#connect());
    this.#wasAnswered = false;
  }

  /** The connection is gone, and with it every answer that was to come. */
  #settleAll(): void {
    this.#parser.reset();
    const silence: Failure = { outcome: "unknown", error: this.#client.destroyed ? cutOff : "timeout" };
    const failure = this.#failure ?? silence;
    const doneAtMs = this.#plan.clock.nowMs();
    for (const { asked, sentAtMs } of this.#underway.splice(0)) {
      this.#plan.onEnded({ method: asked.question.method, sentAtMs, doneAtMs, ...failure });
    }
  }
}

/** In the words of scenarios/load/lib/rpc.ts: without a connection nothing was sent, so it certainly did not happen. */
function failureOf(error: NodeJS.ErrnoException): Failure {
  if (error.code === "ECONNREFUSED") return { outcome: "rejected", error: "refused" };
  if (error.syscall === "connect" || error.syscall === "getaddrinfo") {
    return { outcome: "rejected", error: error.message };
  }
  if (error.code === "ECONNRESET" || error.code === "EPIPE") return { outcome: "unknown", error: "reset" };
  return { outcome: "unknown", error: error.message };
}
