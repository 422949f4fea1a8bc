import { randomUUID } from 'node:crypto';
import { pause } from '@canbao/runtime';

/** An answer, by its JSON. */
export type Answered = Record<string, unknown>;

/** One call of a client. */
export interface Asked {
  readonly token?: string | undefined;
  readonly method: string;
  /** With `/v1` or `/sandbox`. */
  readonly path: string;
  readonly body?: object | undefined;
  /** The refusal may not be final: its facts may still be on their way. */
  readonly retriesRefusal?: boolean;
  readonly key?: string;
}

/** Calls the portal as clients do: again and again, until there is an answer. */
export class Caller {
  /** Number of answers by HTTP status; 0 stands for no answer. */
  readonly answers = new Map<number, number>();
  private deadlineMs = Number.POSITIVE_INFINITY;

  constructor(private readonly baseUrl: string) {}

  /** Nothing is tried any more after this time. */
  endAt(deadlineMs: number): void {
    this.deadlineMs = deadlineMs;
  }

  get isOver(): boolean {
    return Date.now() >= this.deadlineMs;
  }

  /**
   * Repeats the call until the answer is final. The refusal of a quote is not: its facts may still be on
   * their way.
   */
  async insist(asked: Asked): Promise<Answered> {
    let last = '';
    let key = asked.key ?? randomUUID();
    for (let attempt = 0; !this.isOver; attempt += 1) {
      const { status, text } = await this.once(asked, key);
      if (status >= 200 && status < 300) return JSON.parse(text) as Answered;
      last = `${status} ${text.slice(0, 200)}`;
      const isRefused = status >= 400 && status < 500;
      const isFinal = isRefused && ![408, 409, 429].includes(status);
      if (isFinal && asked.retriesRefusal !== true)
        throw new Error(`${asked.method} ${asked.path} was refused: ${last}`);
      // A refusal is an answer and is stored under its key, so the next attempt needs another.
      if (isRefused && asked.retriesRefusal === true) key = randomUUID();
      await pause(Math.min(1_000, 100 * (attempt + 1)));
    }
    throw new Error(`${asked.method} ${asked.path} was never answered: ${last}`);
  }

  /** The answer of one attempt; status 0 where there is none. */
  async once(
    { token, method, path, body }: Asked,
    key: string = randomUUID(),
  ): Promise<{ readonly status: number; readonly text: string }> {
    const answer = await this.fetched(token, method, path, body, key);
    this.answers.set(answer.status, (this.answers.get(answer.status) ?? 0) + 1);
    return answer;
  }

  private async fetched(
    token: string | undefined,
    method: string,
    path: string,
    body: object | undefined,
    key: string,
  ): Promise<{ readonly status: number; readonly text: string }> {
    try {
      const response = await fetch(this.baseUrl + path, {
        method,
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
        signal: AbortSignal.timeout(5_000),
        headers: {
          ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
          ...(body === undefined ? {} : { 'content-type': 'application/json' }),
          ...(method === 'POST' ? { 'idempotency-key': key } : {}),
        },
      });
      return { status: response.status, text: await response.text() };
    } catch (error) {
      return { status: 0, text: String(error) };
    }
  }
}
