import { Controller } from '@nestjs/common';
import { paymentApi as api } from '@canbao/contracts';
import { paymentRejections as rejections } from '@canbao/domain-payment';
import { EventStore } from '@canbao/event-sourcing';
import { Database } from '@canbao/postgres';
import { Exports, Handles, Input, Problem, RawAnswer, type InputOf } from '@canbao/service-kit';
import { entriesTable } from '../views/entries-table';
import { orderLife } from '../views/order-life';
import { found } from '../views/search.view';
import { statisticsOf } from '../views/statistics.view';

/** What operators and auditors look at, across channels and days. */
@Controller()
export class OversightController {
  constructor(
    private readonly database: Database,
    private readonly store: EventStore,
    private readonly exports: Exports,
  ) {}

  @Handles(api.statistics)
  statistics(@Input() { query }: InputOf<typeof api.statistics>): Promise<unknown> {
    return statisticsOf(this.database, query.from, query.until);
  }

  @Handles(api.search)
  async search(@Input() { body }: InputOf<typeof api.search>): Promise<unknown> {
    return { items: await found(this.database, body.number) };
  }

  @Handles(api.orderLife)
  async life(@Input() { params }: InputOf<typeof api.orderLife>): Promise<unknown> {
    const life = await orderLife(this.database, this.store, params.id.toLowerCase());
    if (life === undefined) throw new Problem('order-not-found', rejections['order-not-found']);
    return life;
  }

  @Handles(api.entriesFile)
  async entries(@Input() input: InputOf<typeof api.entriesFile>): Promise<unknown> {
    const { query, reply } = input;
    const table = await entriesTable(this.database, query);
    if (table === undefined) throw new Problem('too-many-entries', rejections['too-many-entries']);
    const { from, until, account } = query;
    const asked = { from, until, ...(account === undefined ? {} : { account }) };
    await this.exports.record(input, 'export-entries', table, asked);
    const name = `entries-${query.from}-${query.until}.csv`;
    void reply.header('content-disposition', `attachment; filename="${name}"`);
    return new RawAnswer(200, 'text/csv; charset=utf-8', table);
  }
}
