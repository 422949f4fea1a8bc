import { contractEvents, type ContractEvent } from '@canbao/contracts';
import type { Event, Lead, OutboxRow } from '@canbao/event-sourcing';
import { recordOf, type OutgoingRecord } from './envelope';
import { parcelsOf, type Lane, type Parcel } from './lane';
import { byKey } from './order';
import { partitionOf } from './partition';

/** Own stored event → contract event, or nothing. */
export type Published = (event: Event) => ContractEvent | undefined;

/** Sends what the outbox holds: the part of the relay that decides nothing about time. */
export class Publisher {
  constructor(
    private readonly service: string,
    private readonly published: Published,
    private readonly lanes: readonly Pick<Lane, 'send'>[],
  ) {}

  /**
   * Sends the next rows and then moves the cursor behind them, so that records are repeated after a crash and
   * never
   * missing. The number of rows, of which a full batch has more behind it; `deposed`: another instance leads.
   */
  async step(lead: Lead, signal: AbortSignal): Promise<number | 'deposed'> {
    const rows = await lead.read();
    const last = rows.at(-1);
    if (last === undefined) return (await lead.deposed()) ? 'deposed' : 0;
    const shares = this.shares(
      rows.filter(({ topic }) => topic !== null).map((row) => this.record(lead.epoch, row)),
    );
    const stillLeading = async (): Promise<void> => {
      if (await lead.deposed()) throw new Error('another relay leads');
    };
    // All lanes end before a failure is reported, so that no send of this lead outlives it.
    const results = await Promise.allSettled(
      this.lanes.map((lane, index) => lane.send(shares[index] ?? [], stillLeading, signal)),
    );
    const failed = results.find((result) => result.status === 'rejected');
    if (failed !== undefined) throw failed.reason;
    if (!(await lead.advance(last.position))) return 'deposed';
    return rows.length;
  }

  private record(epoch: string, row: OutboxRow): OutgoingRecord {
    const event = this.published({ type: row.type, data: row.data } as Event);
    // The topic was stored with the event; code that no longer agrees would leave a hole in the topic.
    if (event === undefined || contractEvents[event.type].topic !== row.topic) {
      throw new Error(
        `${row.type} at position ${row.position} was stored for ${row.topic}, but is published as ${event?.type ?? 'nothing'}`,
      );
    }
    return recordOf(this.service, epoch, row, event);
  }

  /** The parcels of each lane; a partition always belongs to the same lane. */
  private shares(records: readonly OutgoingRecord[]): Parcel[][] {
    const shares = this.lanes.map(() => [] as Parcel[]);
    for (const group of byKey(records, ({ topic, key }) => `${topic} ${partitionOf(key)}`).values()) {
      const { topic, key } = group[0] as OutgoingRecord;
      const partition = partitionOf(key);
      shares[partition % this.lanes.length]?.push(...parcelsOf(topic, partition, group));
    }
    return shares;
  }
}
