import { contractEvents, type ContractEvent } from '@canbao/contracts';
import type { Event, Lead, OutboxRow } from '@canbao/event-sourcing';
import { recordOf, type OutgoingRecord } from './envelope';
import { parcelsOf, type Lane, type Parcel } from './lane';
import { byKey } from './ordering';
import { partitionOf } from './partition';
import type { RecordMacs } from './record-macs';

/** The contract event that a stored event is published as, or nothing. */
export type Published = (event: Event) => ContractEvent | undefined;

/** Sends what the outbox holds: the part of the relay that decides nothing about time. */
export class Publisher {
  /** What is read while others are sent. */
  private ahead:
    { readonly lead: Lead; readonly after: string; readonly rows: Promise<OutboxRow[]> } | undefined;

  constructor(
    private readonly service: string,
    private readonly published: Published,
    private readonly macs: Pick<RecordMacs, 'sign'>,
    private readonly lanes: readonly Pick<Lane, 'send'>[],
  ) {}

  /**
   * Sends the next rows, then moves the cursor past them, so that a crash causes repeats but never losses.
   * Returns the number of rows; `deposed` when another instance leads.
   * @throws when the rows could not be sent, or no longer belong on the topic they were stored for.
   */
  async step(lead: Lead, signal: AbortSignal): Promise<number | 'deposed'> {
    const rows = await this.next(lead);
    const last = rows.at(-1);
    if (last === undefined) return (await lead.deposed()) ? 'deposed' : 0;
    if (rows.length >= lead.batchSize) this.readAhead(lead, last.position);
    const published = rows.filter(({ topic }) => topic !== null);
    const parcels = this.parcelsByLane(published.map((row) => this.recordOf(lead.epoch, row)));
    // A process that was stopped, or a send that took long, may have outlived the lead.
    const assertLeading = async (attempt: number): Promise<void> => {
      if ((attempt > 0 || !lead.isSure) && (await lead.deposed())) throw new Error('another relay leads');
    };
    // All lanes finish before a failure is reported, so that no send outlives this lead.
    const results = await Promise.allSettled(
      this.lanes.map((lane, index) => lane.send(parcels[index] ?? [], assertLeading, signal)),
    );
    const failure = results.find((result) => result.status === 'rejected');
    if (failure !== undefined) throw failure.reason;
    return (await lead.advance(last.position)) ? rows.length : 'deposed';
  }

  /** The rows after the cursor: those that were read ahead, if they are the next of this lead. */
  private next(lead: Lead): Promise<OutboxRow[]> {
    const { ahead } = this;
    this.ahead = undefined;
    return ahead?.lead === lead && ahead.after === lead.cursor ? ahead.rows : lead.read(lead.cursor);
  }

  private readAhead(lead: Lead, after: string): void {
    const rows = lead.read(after);
    rows.catch(() => undefined); // It fails where it is awaited, if it still is.
    this.ahead = { lead, after, rows };
  }

  private recordOf(epoch: string, row: OutboxRow): OutgoingRecord {
    const event = this.published({ type: row.type, data: row.data } as Event);
    // The topic was stored with the event; code that disagrees would leave a hole in the topic.
    if (event === undefined || contractEvents[event.type].topic !== row.topic)
      throw new Error(
        `${row.type} at position ${row.position} was stored for ${row.topic}, ` +
          `but is published as ${event?.type ?? 'nothing'}`,
      );
    return recordOf(this.macs, this.service, epoch, row, event);
  }

  /** A partition always belongs to the same lane. */
  private parcelsByLane(records: readonly OutgoingRecord[]): Parcel[][] {
    const parcels = this.lanes.map((): Parcel[] => []);
    for (const group of byKey(records, ({ topic, key }) => `${topic} ${partitionOf(key)}`).values()) {
      const { topic, key } = group[0] as OutgoingRecord;
      const partition = partitionOf(key);
      parcels[partition % this.lanes.length]?.push(...parcelsOf(topic, partition, group));
    }
    return parcels;
  }
}
