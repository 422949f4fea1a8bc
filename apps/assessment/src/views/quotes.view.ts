import { hash } from 'node:crypto';
import type { AccountEvent, IssuedQuote } from '@canbao/domain-assessment';
import { canonicalJson, eventIdOf, type StoredEvent } from '@canbao/event-sourcing';
import type { Database, InlineView } from '@canbao/postgres';

type StoredAccountEvent = StoredEvent<AccountEvent>;

/** SHA-256 over the canonical JSON of a certificate: the same inputs give the same bytes years later. */
export const certificateHash = (certificate: IssuedQuote['certificate']): string =>
  hash('sha256', canonicalJson(certificate));

/** Where each quote is stored, with its certificate's hash, and every pension base ever declared. */
export const quotesView: InlineView<AccountEvent> = {
  name: 'quotes',
  tables: [
    { name: 'quotes', derived: ['quote_id', 'position', 'certificate_hash'] },
    {
      name: 'pension_bases',
      derived: ['position', 'person_id', 'declared_at', 'base', 'channel'],
    },
  ],
  statements: (events) => [...insertQuotes(events), ...insertBases(events)],
};

const insertQuotes = (events: readonly StoredAccountEvent[]) => {
  const quotes = events.flatMap((event) =>
    event.type === 'QuoteIssued' ? [{ ...event.data, position: event.position.toString() }] : [],
  );
  if (quotes.length === 0) return [];
  return [
    {
      name: 'insert-quotes',
      text: `insert into quotes select quote_id, committed_position(p), decode(hash, 'hex')
        from unnest($1::uuid[], $2::bigint[], $3::text[]) as new(quote_id, p, hash)`,
      values: [
        quotes.map(({ quoteId }) => quoteId),
        quotes.map(({ position }) => position),
        quotes.map(({ certificate }) => certificateHash(certificate)),
      ],
    },
  ];
};

const insertBases = (events: readonly StoredAccountEvent[]) => {
  const bases = events.flatMap((event) =>
    event.type === 'PensionBaseDeclared' ? [{ ...event.data, position: event.position.toString() }] : [],
  );
  if (bases.length === 0) return [];
  return [
    {
      name: 'insert-pension-bases',
      text: `insert into pension_bases
        select committed_position(p), person_id, declared_at, base, channel
        from unnest($1::bigint[], $2::uuid[], $3::timestamptz[], $4::numeric[], $5::text[])
          as new(p, person_id, declared_at, base, channel)`,
      values: [
        bases.map(({ position }) => position),
        bases.map(({ personId }) => personId),
        bases.map(({ declaredAt }) => declaredAt),
        bases.map(({ base }) => base),
        bases.map(({ channel }) => channel),
      ],
    },
  ];
};

/** A stored quote and the hash of its certificate; undefined when there is none. */
export const quoteById = async (
  database: Database,
  quoteId: string,
): Promise<{ quote: IssuedQuote; hash: string } | undefined> => {
  const [row] = await database.query<{ data: IssuedQuote; certificate_hash: string }>(
    `select data, encode(certificate_hash, 'hex') as certificate_hash
      from quotes join events using (position) where quote_id = $1`,
    [quoteId],
  );
  return row && { quote: row.data, hash: row.certificate_hash };
};

/** A declared base in yuan, and the event that declared it. */
interface DeclaredBase {
  readonly base: string;
  readonly declaredAt: string;
  readonly channel: string;
  readonly eventId: string;
}

/** The base registered at an instant: the last one declared at or before it; undefined when there is none. */
export const baseAsOf = async (
  database: Database,
  personId: string,
  asOf: string,
): Promise<DeclaredBase | undefined> => {
  const [declared] = await database.query<Omit<DeclaredBase, 'eventId'> & { hash: string }>(
    `select base::text as base, channel, encode(hash, 'hex') as hash,
       to_char(declared_at at time zone 'Asia/Shanghai', 'YYYY-MM-DD"T"HH24:MI:SS.MS"+08:00"')
         as "declaredAt"
     from pension_bases join events using (position)
     where person_id = $1 and declared_at <= $2
     order by declared_at desc, pension_bases.position desc limit 1`,
    [personId, asOf],
  );
  if (declared === undefined) return undefined;
  const { hash: eventHash, ...base } = declared;
  return { ...base, eventId: eventIdOf(eventHash) };
};
