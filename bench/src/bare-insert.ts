import pg from 'pg';

interface Waiting {
  readonly stream: string;
  readonly events: readonly { readonly type: string; readonly data: unknown }[];
  readonly resolve: () => void;
  readonly reject: (error: unknown) => void;
}

const batchMax = 200;
const hash = `\\x${'ab'.repeat(32)}`;

/**
 * The floor of an append: what the rows themselves cost. One connection, as the store's writer has; while one
 * insert runs, callers queue up, and the next insert takes all that wait, at most 200, like the store. Each
 * is one prepared `insert … select from unnest` that commits by itself, into a table with the columns,
 * checks, unique keys and sequence of the store's (Database.open made it; this one is a copy `including all`,
 * without the triggers that no insert fires). The rows are the store's too, with a JSON text made for each
 * event; the hashes are constant. There is no lock, no check of versions or keys, no hash chain, no
 * view, no explicit transaction, and nothing is read back.
 */
export class BareInsert {
  private waiting: Waiting[] = [];
  private running = false;

  private constructor(private readonly client: pg.Client) {}

  static async open(url: string): Promise<BareInsert> {
    const client = new pg.Client({ connectionString: url });
    await client.connect();
    await client.query(`
      create schema bare;
      create sequence bare.event_position cache 1;
      create table bare.events (like bench.events including all)`);
    return new BareInsert(client);
  }

  append(id: string, events: Waiting['events']): Promise<void> {
    return new Promise((resolve, reject) => {
      this.waiting.push({ stream: `order-${id}`, events, resolve, reject });
      if (!this.running) void this.run();
    });
  }

  close(): Promise<void> {
    return this.client.end();
  }

  private async run(): Promise<void> {
    this.running = true;
    await Promise.resolve();
    while (this.waiting.length > 0) {
      const batch = this.waiting.splice(0, batchMax);
      await this.insert(batch).then(
        () => batch.forEach(({ resolve }) => resolve()),
        (error: unknown) => batch.forEach(({ reject }) => reject(error)),
      );
    }
    this.running = false;
  }

  private insert(batch: readonly Waiting[]): Promise<unknown> {
    const rows = batch.flatMap(({ stream, events }) =>
      events.map(({ type, data }, index) => ({
        stream,
        version: index + 1,
        type,
        text: JSON.stringify(data),
      })),
    );
    return this.client.query({
      name: 'bare-insert',
      text: `
        insert into bare.events
          (position, stream, version, revision, type, data, subject, topic, recorded_at, actor, hash)
        select nextval('bare.event_position'), * from unnest(
          $1::text[], $2::int[], $3::smallint[], $4::text[], $5::json[],
          $6::text[], $7::text[], $8::timestamptz[], $9::text[], $10::bytea[])`,
      values: [
        rows.map(({ stream }) => stream),
        rows.map(({ version }) => version),
        rows.map(() => 1),
        rows.map(({ type }) => type),
        rows.map(({ text }) => text),
        rows.map(({ stream }) => stream.slice(6)),
        rows.map(() => 'payment.events'),
        rows.map(() => '2026-03-18T10:00:00.000+08:00'),
        rows.map(() => 'bench'),
        rows.map(() => hash),
      ],
    });
  }
}
