import { readFile } from 'node:fs/promises';
import { answerBytes, untilReachable, type Log } from '@canbao/runtime';
import { Ticker } from '../lifecycle/ticker';
import type { Source } from './source';

/** Configuration, in milliseconds. */
export const pollTimes: Readonly<Record<'every' | 'stale' | 'refreshPause' | 'timeout', number>> = {
  /** How soon a change of the document is noticed. */
  every: 30_000,
  /** How long the last document holds while a newer one cannot be read. */
  stale: 15 * 60_000,
  /** Callers who ask for a new one, with keys that nobody has, cannot ask its server more often. */
  refreshPause: 10_000,
  timeout: 5_000,
};
const bytesMax = 1024 * 1024;

/**
 * A JSON document that is read from an `https:`, `http:` or `file:` address every 30 s. While it cannot be
 * read the last one holds, for a quarter of an hour; then {@link Source.current} is undefined.
 */
export class Polled<T extends object> implements Source<T> {
  private value: T | undefined;
  private text = '';
  private readAtMs = Number.NEGATIVE_INFINITY;
  private askedAtMs = Number.NEGATIVE_INFINITY;
  private reading: Promise<void> | undefined;
  private readonly ticker: Ticker;

  /** `read` makes the value of the parsed JSON, or throws. */
  constructor(
    private readonly name: string,
    private readonly url: string,
    private readonly read: (json: unknown) => T,
    private readonly log: Log,
    private readonly times = pollTimes,
  ) {
    this.ticker = new Ticker(name, times.every, () => this.load(), log);
  }

  /** Waits for the first document. @throws when it cannot be read for a minute. */
  async start(): Promise<void> {
    await untilReachable(this.name, () => this.load(), this.log);
    this.ticker.start();
  }

  stop(): Promise<void> {
    return this.ticker.stop();
  }

  current(): T | undefined {
    return performance.now() - this.readAtMs > this.times.stale ? undefined : this.value;
  }

  async refresh(): Promise<void> {
    if (this.reading === undefined && performance.now() - this.askedAtMs < this.times.refreshPause) return;
    await this.load().catch(() => undefined);
  }

  private load(): Promise<void> {
    this.askedAtMs = performance.now();
    this.reading ??= this.loadOnce().finally(() => {
      this.reading = undefined;
    });
    return this.reading;
  }

  /** The value stays the same object for as long as the document does. */
  private async loadOnce(): Promise<void> {
    try {
      const text = await this.fetchText();
      if (text !== this.text || this.value === undefined) {
        this.value = this.read(JSON.parse(text));
        this.text = text;
        this.log.info({ document: this.name }, 'a new document about sign-in is in force');
      }
      this.readAtMs = performance.now();
    } catch (error) {
      // Whatever is wrong, the other side may mend it.
      throw Object.assign(new Error(`${this.name}: ${this.url} cannot be used: ${reason(error)}`), {
        canRetry: true,
      });
    }
  }

  private async fetchText(): Promise<string> {
    const bytes = this.url.startsWith('file:') ? await readFile(new URL(this.url)) : await this.get();
    if (bytes === undefined || bytes.length > bytesMax) throw new Error(`it has more than ${bytesMax} bytes`);
    return bytes.toString();
  }

  private async get(): Promise<Buffer | undefined> {
    const response = await fetch(this.url, {
      redirect: 'error',
      headers: { accept: 'application/json' },
      signal: AbortSignal.timeout(this.times.timeout),
    });
    if (response.status !== 200) throw new Error(`it is answered with ${response.status}`);
    return answerBytes(response.body, bytesMax);
  }
}

const reason = (error: unknown): string => {
  const { message, cause } = error as { message?: string; cause?: { message?: string } };
  return cause?.message ?? message ?? String(error);
};
