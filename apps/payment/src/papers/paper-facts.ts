import { Injectable } from '@nestjs/common';
import {
  ordersInMonths,
  receiptStreams,
  statementOf,
  type Recorded,
  type YearlyStatement,
} from '@canbao/domain-payment';
import { EventStore } from '@canbao/event-sourcing';
import { Database } from '@canbao/postgres';
import { receiptOf } from '../http/orders.controller';
import type { OrderRow } from '../views/orders.view';

/** A receipt's order with everything that was stored about its money. */
export interface ReceiptFacts {
  readonly receiptNo: string;
  readonly order: OrderRow;
  readonly events: readonly Recorded[];
}

/** Streams of one beginning lie together, byte by byte. */
const monthStreams = `select distinct stream from events where stream >= $1 and stream < $2`;

/** Reads the facts that papers are made of. */
@Injectable()
export class PaperFacts {
  constructor(
    private readonly database: Database,
    private readonly store: EventStore,
  ) {}

  /** All events of a receipt. */
  async ofReceipt(order: OrderRow, receiptNo: string): Promise<ReceiptFacts> {
    const events = await this.eventsOf(receiptStreams(receiptOf(order, receiptNo)));
    return { receiptNo, order, events };
  }

  /** A year of a person. */
  async ofYear(personId: string, year: number): Promise<YearlyStatement> {
    const months = await this.eventsOf(await this.streamsOf(personId));
    const orders = await this.eventsOf(ordersInMonths(months).map((orderId) => `order-${orderId}`));
    return statementOf([...months, ...orders], year);
  }

  /** The persons whose ids begin so, of those who have a month: as a rule one, or none. */
  async personsBeginning(idStart: string): Promise<string[]> {
    const streams = await this.streamsOf(idStart);
    return [...new Set(streams.map((stream) => stream.slice('obligation-'.length).slice(0, 36)))];
  }

  private async streamsOf(idStart: string): Promise<string[]> {
    const first = `obligation-${idStart}`;
    // The sign after `-` and figures and letters of ids.
    const rows = await this.database.query<{ stream: string }>(monthStreams, [first, `${first}~`]);
    return rows.map(({ stream }) => stream);
  }

  private async eventsOf(streams: readonly string[]): Promise<Recorded[]> {
    const loaded = await this.store.load(streams);
    return streams.flatMap((stream) => loaded.get(stream)?.events ?? []) as Recorded[];
  }
}
