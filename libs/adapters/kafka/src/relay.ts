import type { Lead, Outbox } from '@canbao/event-sourcing';
import { pause, retrying, type Log } from '@canbao/runtime';
import { kafkaClient } from './client';
import { Lane } from './lane';
import { Publisher, type Published } from './publisher';
import type { RecordMacs } from './record-macs';
import type { KafkaServers } from './servers';

/** Whose events are published, and how. */
export interface RelayOptions {
  readonly service: string;
  readonly outbox: Outbox;
  readonly servers: KafkaServers;
  readonly published: Published;
  readonly macs: RecordMacs;
  readonly log: Log;
  /** How often to look for events that other instances have appended. */
  readonly pollMs?: number;
  /** Runs after the lead is taken and before anything is published; what it throws ends the lead. */
  readonly beforeLeading?: () => Promise<void>;
  /** Producers that work in parallel; partition number modulo lanes says which one owns a partition. */
  readonly lanes?: number;
}

const defaultPollMs = 500;
const defaultLanes = 3;
/**
 * Under load the relay pauses, a millisecond for each row of its last read, and then sends more at once: the
 * cost of a send hardly depends on its size. A single event at low load waits one millisecond.
 */
const pauseMaxMs = 120;

/**
 * Publishes a service's events to Kafka in commit order. The outbox is the event table itself. One instance
 * leads; its epoch fences off a former leader that has not noticed its replacement.
 */
export class Relay {
  private readonly stopping = new AbortController();
  private readonly lanes: readonly Lane[];
  private readonly publisher: Publisher;
  private readonly pollMs: number;
  private running: Promise<void> | undefined;
  private woken = false;
  private endIdling: () => void = () => undefined;
  private cursor = '0';
  private leads = false;

  constructor(private readonly options: RelayOptions) {
    const kafka = kafkaClient(options.servers, `canbao-${options.service}-relay`, options.log);
    this.lanes = Array.from({ length: options.lanes ?? defaultLanes }, () => new Lane(kafka, options.log));
    this.publisher = new Publisher(options.service, options.published, options.macs, this.lanes);
    this.pollMs = options.pollMs ?? defaultPollMs;
  }

  /** Begins to lead, or to wait for the lead. Failures are logged and retried. */
  start(): void {
    this.running ??= this.run();
  }

  /** Call after every append, so that events go out at once instead of at the next poll. */
  wake(): void {
    this.woken = true;
    this.endIdling();
  }

  /** Resolves after the send in flight. */
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
   * Publishes everything after a position again, from 0 if Kafka was lost. Inboxes make the repeats harmless.
   */
  async republishAfter(position: bigint): Promise<void> {
    await this.options.outbox.rewind(position);
    this.wake();
  }

  private async run(): Promise<void> {
    const { log, service } = this.options;
    while (!this.stopping.signal.aborted) {
      await retrying(() => this.leadOrWait(), {
        mayRetry: () => true,
        onRetry: (error) =>
          log.error({ error: String(error), relay: service }, 'relay lost its lead, retrying'),
        signal: this.stopping.signal,
      }).catch((error: unknown) => {
        if (!this.stopping.signal.aborted) throw error;
      });
    }
  }

  private async leadOrWait(): Promise<void> {
    const lead = await this.options.outbox.lead();
    if (lead === undefined) return pause(this.pollMs, this.stopping.signal);
    const { log, service, beforeLeading } = this.options;
    try {
      await beforeLeading?.();
      this.leads = true;
      if (lead.replaced !== undefined)
        log.error(
          { alarm: 'relay-replaced', relay: service, ...lead.replaced, epoch: lead.epoch },
          'the leader of the relay had fallen silent and was replaced',
        );
      log.info({ relay: service, cursor: lead.cursor, epoch: lead.epoch }, 'relay is leading');
      await this.publishUntilDeposed(lead);
    } finally {
      this.leads = false;
      await lead.end();
    }
  }

  private async publishUntilDeposed(lead: Lead): Promise<void> {
    while (!this.stopping.signal.aborted) {
      this.cursor = lead.cursor;
      const sent = await this.publisher.step(lead, this.stopping.signal);
      if (sent === 'deposed') return;
      if (sent === 0) await this.idle();
      else if (sent < lead.batchSize) await pause(Math.min(pauseMaxMs, sent), this.stopping.signal);
    }
  }

  private async idle(): Promise<void> {
    if (!this.woken) {
      const idling = new AbortController();
      this.endIdling = () => idling.abort();
      await pause(this.pollMs, idling.signal);
    }
    this.woken = false;
  }
}
