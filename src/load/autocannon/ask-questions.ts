import { createRandom } from "../../../scenarios/load/lib/random.ts";
import { createUsualQuestions, type UsualQuestion } from "../../../scenarios/load/lib/usual-mix.ts";
import { present } from "../../base/assert.ts";

export interface AskedQuestion {
  readonly question: UsualQuestion;
  readonly id: number;
  /** As it goes over the wire. */
  readonly requestBuffer: string;
}

interface Share {
  readonly question: UsualQuestion;
  /** Upper end of its part of [0, 1]. */
  readonly end: number;
  /** What stands between the id and the parameters. */
  readonly middle: string;
}

/** What one connection asks: drawn from the mix, by the seed and its number. Every question has an id of its own. */
export class Questioner {
  readonly #shares: readonly Share[];
  readonly #draw: () => number;
  readonly #head: string;
  #lastId = 0;

  constructor(options: { url: string; mix: Readonly<Record<string, number>>; seed: number; connection: number }) {
    this.#draw = createRandom(options.seed * 1_000_003 + options.connection);
    const questions = questionsOf(options.mix, (limit) => Math.floor(this.#draw() * limit));
    const sum = questions.reduce((all, { weight }) => all + weight, 0);
    let upTo = 0;
    this.#shares = questions.map((question) => {
      upTo += question.weight;
      return { question, end: upTo / sum, middle: `,"method":${JSON.stringify(question.method)},"params":` };
    });
    this.#head = headTo(new URL(options.url));
  }

  next(): AskedQuestion {
    const { question, middle } = this.#drawn();
    const id = ++this.#lastId;
    const params = question.params();
    const given = params.length === 0 ? "[]" : JSON.stringify(params);
    const body = `{"jsonrpc":"2.0","id":${id}${middle}${given}}`;
    return { question, id, requestBuffer: `${this.#head}${Buffer.byteLength(body)}\r\n\r\n${body}` };
  }

  #drawn(): Share {
    const drawn = this.#draw();
    for (const share of this.#shares) if (drawn < share.end) return share;
    return present(this.#shares.at(-1), "a question of the mix");
  }
}

/** Everything up to the body's length. */
function headTo(url: URL): string {
  const user = decodeURIComponent(url.username);
  const credentials = Buffer.from(`${user}:${decodeURIComponent(url.password)}`).toString("base64");
  const authorization = user === "" ? "" : `Authorization: Basic ${credentials}\r\n`;
  return `POST ${url.pathname}${url.search} HTTP/1.1\r\nHost: ${url.host}\r\n${authorization}Content-Type: application/json\r\nContent-Length: `;
}

/** The usual questions at the shares of the mix; one that is not among them is asked without parameters. */
function questionsOf(
  mix: Readonly<Record<string, number>>,
  drawBelow: (limit: number) => number,
): readonly UsualQuestion[] {
  const usual = createUsualQuestions(drawBelow);
  const shares = Object.entries(mix);
  if (shares.length === 0) return usual;
  return shares.map(([method, weight]) => {
    const known = usual.find((question) => question.method === method);
    return known === undefined ? { method, weight, params: () => [] } : { ...known, weight };
  });
}
