import { outboxBatchSize, type Outbox } from '@canbao/event-sourcing';
import { pause, retrying, type Log } from '@canbao/runtime';
import { kafkaClient } from './client';
import { Lane } from './lane';
import { Publisher, type Published } from './publisher';

export interface RelayOptions {
  readonly service: string;
  readonly outbox: Outbox;
  readonly brokers: readonly string[];
  readonly published: Published;
  readonly log: Log;
  /** How often to look for events that other instances appended. */
  readonly pollMs?: number;
  /** Runs after the lead is taken and before anything is published; what it throws ends the lead. */
  readonly beforeLeading?: () => Promise<void>;
  /** Producers that work side by side, each owning the partitions that leave the same rest. */
  readonly lanes?: number;
}

/**
 * Under load a pause makes fewer and larger sends; each costs the broker, the consumers and us about the
 * same, however much is in it.
 */
const longestPauseMs = 120;

/**
 * Publishes a service's events to Kafka in commit order: the outbox is the event table itself. One instance
 * leads; the
 * epoch fences a leader that was replaced without noticing (reliability §2b).
 */
export class Relay {
  private readonly stopping = new AbortController();
  private readonly lanes: readonly Lane[];
  private readonly publisher: Publisher;
  private running: Promise<void> | undefined;
  private woken = false;
  private wakeUp: () => void = () => undefined;
  private cursor = '0';
  private leads = false;

  constructor(private readonly options: RelayOptions) {
    const kafka = kafkaClient(options.brokers, `canbao-${options.service}-relay`, options.log);
    this.lanes = Array.from({ length: options.lanes ?? 3 }, () => new Lane(kafka, options.log));
    this.publisher = new Publisher(options.service, options.published, this.lanes);
  }

  /** Begins to lead, or to wait for the lead. Faults are logged and tried again. */
  start(): void {
    this.running ??= this.run();
  }

  /** Call after every append: events go out at once instead of at the next poll. */
  wake(): void {
    this.woken = true;
    this.wakeUp();
  }

  /** Ends after the send in flight. */
  async stop(): Promise<void> {
    this.stopping.abort();
    this.wake();
    await this.running;
    await Promise.all(this.lanes.map((lane) => lane.discard()));
  }

  /** Whether this instance publishes. */
  get leading(): boolean {
    return this.leads;
  }

  /** The position up to which this instance knows everything to be published. */
  get lastPosition(): bigint {
    return BigInt(this.cursor);
  }

  /** Stored events that are not yet published, whoever leads. */
  lag(): Promise<number> {
    return this.options.outbox.lag();
  }

  /**
   * Publishes everything after a position again, e.g. from 0 when Kafka was lost; inboxes make the repeats
   * harmless.
   */
  async republishAfter(position: bigint): Promise<void> {
    await this.options.outbox.rewind(position);
    this.wake();
  }

  private async run(): Promise<void> {
    const { log, service } = this.options;
    while (!this.stopping.signal.aborted) {
      await retrying(() => this.lead(), {
        mayRetry: () => true,
        onRetry: (error) =>
          log.error({ error: String(error), relay: service }, 'relay lost its lead, trying again'),
        signal: this.stopping.signal,
      }).catch((error: unknown) => {
        if (!this.stopping.signal.aborted) throw error;
      });
    }
  }

  private async lead(): Promise<void> {
    const lead = await this.options.outbox.lead();
    if (lead === undefined) return pause(this.options.pollMs ?? 500, this.stopping.signal);
    try {
      await this.options.beforeLeading?.();
      this.leads = true;
      this.options.log.info(
        { relay: this.options.service, cursor: lead.cursor, epoch: lead.epoch },
        'the relay leads',
      );
      while (!this.stopping.signal.aborted) {
        this.cursor = lead.cursor;
        const done = await this.publisher.step(lead, this.stopping.signal);
        if (done === 'deposed') return;
        // A millisecond for each row of the last read: who comes alone hardly waits.
        if (done === 0) await this.idle();
        else if (done < outboxBatchSize) await pause(Math.min(longestPauseMs, done), this.stopping.signal);
      }
    } finally {
      this.leads = false;
      await lead.end();
    }
  }

  private async idle(): Promise<void> {
    if (!this.woken) {
      const waiting = new AbortController();
      this.wakeUp = () => waiting.abort();
      await pause(this.options.pollMs ?? 500, waiting.signal);
    }
    this.woken = false;
  }
}
