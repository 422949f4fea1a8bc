import { hash } from 'node:crypto';
import type { AccountEvent, GivenQuote } from '@canbao/domain-assessment';
import { canonicalJson, type StoredEvent } from '@canbao/event-sourcing';
import type { Database, InlineView } from '@canbao/postgres';

/** SHA-256 over the canonical JSON of a certificate: the same inputs give the same bytes years later. */
export const certificateHash = (certificate: GivenQuote['certificate']): string =>
  hash('sha256', canonicalJson(certificate));

export const quotesView: InlineView = {
  name: 'quotes',
  tables: [
    { name: 'quotes', derived: ['quote_id', 'event_id', 'certificate_hash'] },
    {
      name: 'pension_bases',
      derived: ['position', 'person_id', 'declared_at', 'event_id', 'base', 'channel'],
    },
  ],
  statements: (stored) => {
    const events = stored as readonly unknown[] as readonly (AccountEvent &
      Pick<StoredEvent, 'eventId' | 'position'>)[];
    const quotes = events.flatMap(({ eventId, ...event }) =>
      event.type === 'QuoteIssued'
        ? [[event.data.quoteId, eventId, certificateHash(event.data.certificate)]]
        : [],
    );
    const bases = events.flatMap(({ eventId, position, ...event }) =>
      event.type === 'PensionBaseDeclared'
        ? [
            [
              position.toString(),
              event.data.personId,
              event.data.declaredAt,
              eventId,
              event.data.base,
              event.data.channel,
            ],
          ]
        : [],
    );
    const insertQuotes = {
      name: 'insert-quotes',
      text: 'insert into quotes select * from unnest($1::uuid[], $2::uuid[], $3::text[])',
      values: [0, 1, 2].map((column) => quotes.map((row) => row[column])),
    };
    const insertBases = {
      name: 'insert-pension-bases',
      text: 'insert into pension_bases select * from unnest($1::bigint[], $2::uuid[], $3::timestamptz[], $4::uuid[], $5::numeric[], $6::text[])',
      values: [0, 1, 2, 3, 4, 5].map((column) => bases.map((row) => row[column])),
    };
    return [...(quotes.length > 0 ? [insertQuotes] : []), ...(bases.length > 0 ? [insertBases] : [])];
  },
};

export const quoteById = async (
  database: Database,
  quoteId: string,
): Promise<{ quote: GivenQuote; hash: string } | undefined> => {
  const rows = await database.query<{ data: GivenQuote; certificate_hash: string }>(
    'select data, certificate_hash from quotes join events using (event_id) where quote_id = $1',
    [quoteId],
  );
  return rows[0] === undefined ? undefined : { quote: rows[0].data, hash: rows[0].certificate_hash };
};

/** The base registered at an instant: the last one declared at or before it. */
export const baseAsOf = async (
  database: Database,
  personId: string,
  asOf: string,
): Promise<{ base: string; declaredAt: string; channel: string; eventId: string } | undefined> =>
  (
    await database.query<{ base: string; declaredAt: string; channel: string; eventId: string }>(
      `select base::text as base, to_char(declared_at at time zone 'Asia/Shanghai', 'YYYY-MM-DD"T"HH24:MI:SS.MS"+08:00"') as "declaredAt", channel, event_id as "eventId"
     from pension_bases where person_id = $1 and declared_at <= $2 order by declared_at desc, position desc limit 1`,
      [personId, asOf],
    )
  )[0];
