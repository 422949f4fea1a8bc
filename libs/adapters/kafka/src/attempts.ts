import { isTransient, retrying, type Log } from '@canbao/runtime';
import type { DecodedEvent, Received } from './envelope';

/** Handles one event: `execute` with its inbox entry, or the answer that there is nothing to do. */
export type Handle = (received: Received, topic: string) => Promise<'ignored' | void>;

/** What became of an event: a failure is the handler's, and did not go away by itself. */
export type Attempted =
  { readonly outcome: 'effect' | 'ignored' } | { readonly outcome: 'failed'; readonly error: string };

/** Configuration: longest error text that is stored or logged. */
const errorLengthMax = 500;

/** Retries: indefinitely while a server is unavailable, a few times when the handler fails. */
export class Attempts {
  constructor(
    private readonly consumer: string,
    private readonly handle: Handle,
    private readonly log: Log,
  ) {}

  /** Calls the handler up to `attemptsMax` times. @throws the signal's reason once it has aborted. */
  async handleEvent(
    { received, raw }: DecodedEvent,
    attemptsMax: number,
    signal: AbortSignal,
  ): Promise<Attempted> {
    const attempt = (): Promise<'ignored' | void> =>
      this.whileUnavailable(() => this.handle(received, raw.topic), signal);
    try {
      const mayRetry = (_: unknown, attemptNo: number): boolean => attemptNo + 1 < attemptsMax;
      const answer = await retrying(attempt, { mayRetry, signal });
      return { outcome: answer ?? 'effect' };
    } catch (error) {
      signal.throwIfAborted();
      return { outcome: 'failed', error: errorText(error) };
    }
  }

  /** Retries for as long as it is a server that fails, not the event. */
  whileUnavailable<T>(work: () => Promise<T>, signal: AbortSignal): Promise<T> {
    return retrying(work, {
      mayRetry: isTransient,
      onRetry: (error, attempt) =>
        this.log.warn(
          { consumer: this.consumer, error: errorText(error), attempt },
          'server unavailable, retrying',
        ),
      signal,
    });
  }
}

const errorText = (error: unknown): string =>
  (error instanceof Error ? `${error.name}: ${error.message}` : JSON.stringify(error)).slice(
    0,
    errorLengthMax,
  );
