import type { Client } from 'pg';
import type { StatementLine } from '@canbao/domain-payment';
import { standingOf, type Standing } from '@canbao/domain-reconciliation';
import { toFen } from '@canbao/money';
import { plainArray } from '@canbao/postgres';

/** Configuration: lines that one statement stores. */
const linesAtOnce = 10_000;

/** As `statement_lines` has it. */
export const kinds: Readonly<Record<StatementLine['kind'], 0 | 1>> = { payment: 0, refund: 1 };
export const standings: Readonly<Record<Standing, 0 | 1 | 2>> = { unknown: 0, standing: 1, reversed: 2 };

/** The number under which both sides know an item: the transaction's, or the refund's. */
export const keyOf = ({ kind, transactionNo, refundNo }: StatementLine): string =>
  kind === 'refund' ? (refundNo ?? transactionNo) : transactionNo;

/**
 * Stores the lines of a statement as they come, each group by itself, after the first `stored` ones: an
 * upload that broke off goes on. What is stored is of no effect until the whole statement is proven. Returns
 * how many lines there were.
 */
export const storeLines = async (
  client: Client,
  statementId: string,
  lines: AsyncIterable<StatementLine>,
  stored: number,
): Promise<number> => {
  let number = 0;
  let group: StatementLine[] = [];
  // One group is read while the one before is stored.
  let storing: Promise<unknown> = Promise.resolve();
  const store = async (): Promise<void> => {
    await storing;
    storing = storeGroup(client, statementId, group, number - group.length);
    storing.catch(() => undefined);
    group = [];
  };
  for await (const line of lines) {
    number += 1;
    if (number <= stored) continue;
    group.push(line);
    if (group.length === linesAtOnce) await store();
  }
  if (group.length > 0) await store();
  await storing;
  return number;
};

const insert = `
  with stored as (
    insert into statement_lines
      (statement_id, line, kind, standing, fen, fee_fen, at, key, order_no, status)
    select $1, $2 + number, kind, standing, fen, fee_fen, at, key, order_no, status
    from unnest($3::smallint[], $4::smallint[], $5::bigint[], $6::bigint[], $7::timestamptz[], $8::text[],
        $9::text[], $10::text[])
      with ordinality as l(kind, standing, fen, fee_fen, at, key, order_no, status, number)
  )
  update statements set lines = $2 + $11 where id = $1`;

const storeGroup = (
  client: Client,
  statementId: string,
  group: readonly StatementLine[],
  before: number,
): Promise<unknown> =>
  client.query({
    name: 'store-statement-lines',
    text: insert,
    values: [
      statementId,
      before,
      plainArray(group.map(({ kind }) => String(kinds[kind]))),
      plainArray(group.map(({ status }) => String(standings[standingOf(status)]))),
      plainArray(group.map(({ amount }) => String(toFen(amount)))),
      plainArray(group.map(({ fee }) => (fee === undefined ? null : String(toFen(fee))))),
      plainArray(group.map(({ at }) => at)),
      group.map(keyOf),
      group.map(({ orderNo }) => (orderNo === '' ? null : orderNo)),
      group.map(({ status }) => status),
      group.length,
    ],
  });
