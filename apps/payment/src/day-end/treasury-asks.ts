import type { Day, Instant } from '@canbao/calendar';
import { askAgainSeconds } from '@canbao/domain-payment';
import type { Database } from '@canbao/postgres';

/** A question to the treasury: what names it, and how much money it is about. */
export interface Ask {
  readonly reference: string;
  readonly fen: bigint;
}

/** References of the three questions, in SQL and outside; the first four digits are the message's. */
export const packReference = `'1103 ' || to_char(entrust_date, 'YYYYMMDD') || tax_org_code || pack_no`;
export const returnReferenceSql = (refundNo: string): string => `'1104 ' || ${refundNo}`;
export const returnReference = (refundNo: string): string => `1104 ${refundNo}`;
export const flowReference = (day: Day): string => `1024 ${day}`;

/** SQL for the wait after so many questions, in the published steps. */
const wait = (asked: string): string =>
  `make_interval(secs => (array[${askAgainSeconds.join(', ')}])[least(${asked}, ${askAgainSeconds.length})])`;

/** A time beyond twice the longest wait was set by a clock that has been put back since. */
const beyond = `2 * ${wait(String(askAgainSeconds.length))}`;

/** SQL: the question was not asked in vain just now. */
export const isDue = (reference: string, now: string): string =>
  `not exists (select from treasury_asks a where a.reference = ${reference} and a.answered_at is null
     and a.ask_at > ${now}::timestamptz and a.ask_at <= ${now}::timestamptz + ${beyond})`;

/** The treasury has not answered, or said something else than was asked: it is asked again later. */
export const askAgain = (database: Database, { reference, fen }: Ask, said: string, now: Instant) =>
  database.query(
    `insert into treasury_asks as a (reference, fen, said, asked_at, ask_at)
     values ($1, $2, $3, $4::timestamptz, $4::timestamptz + ${wait('1')})
     on conflict (reference) do update set said = excluded.said, asked = a.asked + 1,
       ask_at = $4::timestamptz + ${wait('a.asked + 1')}`,
    [reference, String(fen), said, now],
  );

/** It has answered; nothing is kept of what it answers at once. */
export const answered = (database: Database, reference: string, now: Instant) =>
  database.query('update treasury_asks set answered_at = $2 where reference = $1 and answered_at is null', [
    reference,
    now,
  ]);

/** Days whose flow was asked for in vain, and is to be asked for again. */
export const daysToAskAgain = async (database: Database, now: Instant): Promise<Day[]> =>
  (
    await database.query<{ day: Day }>(
      `select substr(reference, 6) as day from treasury_asks t
       where t.answered_at is null and t.reference like '1024 %' and ${isDue('t.reference', '$1')}
       order by reference`,
      [now],
    )
  ).map(({ day }) => day);
