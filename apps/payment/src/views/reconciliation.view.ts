import type { Day } from '@canbao/calendar';
import { fromFen } from '@canbao/money';
import { instantText, type Database } from '@canbao/postgres';
import { present } from '@canbao/service-kit';
import type { Channel } from '@canbao/vocabulary';

/** Configuration: differences that one answer lists; more are only counted. */
const itemsMax = 500;

interface Count extends Record<string, unknown> {
  readonly count: string;
  readonly fen: string | null;
}
const tallyOf = ({ count, fen }: Count) => ({ count: Number(count), amount: fromFen(BigInt(fen ?? '0')) });

interface DayRow extends Record<string, unknown> {
  readonly statementId: string | null;
  readonly isMatched: boolean;
  readonly matchedAt: string | null;
  readonly closedAt: string | null;
}

/** A channel's day: undefined where nothing is known of it. */
export const reconciliationOf = async (database: Database, channel: Channel, day: Day): Promise<unknown> => {
  const about = [channel, day];
  const [row] = await database.query<DayRow>(
    `select statement_id::text as "statementId", matched_position is not null as "isMatched",
       ${instantText('matched_at')} as "matchedAt", ${instantText('closed_at')} as "closedAt"
     from channel_days where channel = $1 and day = $2`,
    about,
  );
  const statements = await statementsOf(database, about);
  if (row === undefined && statements.length === 0) return undefined;
  const [ours] = await database.query<Count>(
    `select count(*)::text as count, sum(fen * (1 - 2 * kind))::text as fen from day_receipts
     where channel = $1 and day = $2 and reversed_position is null`,
    about,
  );
  const theirs = theirsOf(statements);
  const differences = await byClass(database, about);
  const items = await itemsOf(database, about);
  const listed = items.slice(0, itemsMax);
  return {
    channel,
    day,
    status: statusOf(row, statements, Object.keys(differences).length > 0),
    statements,
    theirs,
    ours: tallyOf(ours as Count),
    matched: await matchedOf(database, about, theirs, row),
    differences,
    items: listed,
    itemsLeftOut: items.length - listed.length,
    ...present({ matchedAt: row?.matchedAt, closedAt: row?.closedAt }),
  };
};

interface StatementReply {
  readonly statementId: string;
  readonly state: string;
  readonly payments: ReturnType<typeof tallyOf>;
  readonly refunds: ReturnType<typeof tallyOf>;
}

const statementsOf = async (database: Database, about: readonly unknown[]): Promise<StatementReply[]> => {
  const rows = await database.query<Record<string, unknown>>(
    `select id::text as "statementId", state, digest, because, lines, payments, paid_fen::text as paid,
       refunds, refunded_fen::text as refunded
     from statements where channel = $1 and day = $2 order by id`,
    about,
  );
  return rows.map(({ payments, paid, refunds, refunded, ...row }) => ({
    ...(present(row) as {
      statementId: string;
      state: string;
    }),
    payments: tallyOf({ count: String(payments), fen: paid as string }),
    refunds: tallyOf({ count: String(refunds), fen: refunded as string }),
  }));
};

const theirsOf = (statements: readonly StatementReply[]) => {
  const inForce = statements.find(({ state }) => state === 'in-force');
  if (inForce === undefined) return { count: 0, amount: fromFen(0n) };
  const { payments, refunds } = inForce;
  const [paid, back] = [payments, refunds].map(({ amount }) => BigInt(amount.replace('.', '')));
  return { count: payments.count + refunds.count, amount: fromFen((paid ?? 0n) - (back ?? 0n)) };
};

const byClass = async (database: Database, about: readonly unknown[]) => {
  const rows = await database.query<Count & { readonly class: string }>(
    `select class, count(*)::text as count, sum(coalesce(theirs_fen, ours_fen) * (1 - 2 * kind))::text as fen
     from day_differences where channel = $1 and day = $2 and state <> 'explained' group by class
     order by class`,
    about,
  );
  return Object.fromEntries(rows.map((row) => [row.class, tallyOf(row)]));
};

/** What agrees, item by item; an item that was explained later agrees as well. */
const matchedOf = async (
  database: Database,
  about: readonly unknown[],
  theirs: { readonly count: number; readonly amount: string },
  row: DayRow | undefined,
) => {
  if (row?.isMatched !== true) return { count: 0, amount: fromFen(0n) };
  const [open] = await database.query<Count>(
    `select count(*)::text as count, sum(theirs_fen * (1 - 2 * kind))::text as fen from day_differences
     where channel = $1 and day = $2 and state <> 'explained' and class <> 'ours-only' and standing <> 2`,
    about,
  );
  const { count, amount } = tallyOf(open as Count);
  const fen = BigInt(theirs.amount.replace('.', '')) - BigInt(amount.replace('.', ''));
  return { count: theirs.count - count, amount: fromFen(fen) };
};

const itemsOf = async (database: Database, about: readonly unknown[]): Promise<object[]> => {
  const rows = await database.query<Record<string, unknown>>(
    `select class, state, case kind when 0 then 'payment' else 'refund' end as kind, key as reference,
       theirs_fen::text as theirs, ours_fen::text as ours, order_id as "orderId", case_id as "caseId",
       reference as proof
     from day_differences where channel = $1 and day = $2 order by id limit ${itemsMax * 20}`,
    about,
  );
  return rows.map(({ theirs, ours, ...row }) => ({
    ...present(row),
    ...(theirs === null ? {} : { theirs: fromFen(BigInt(theirs as string)) }),
    ...(ours === null ? {} : { ours: fromFen(BigInt(ours as string)) }),
  }));
};

const statusOf = (
  row: DayRow | undefined,
  statements: readonly StatementReply[],
  hasDifferences: boolean,
): string => {
  if (typeof row?.closedAt === 'string') return 'closed';
  if (typeof row?.statementId !== 'string')
    return statements.some(({ state }) => state === 'receiving') ? 'receiving' : 'awaiting';
  if (!row.isMatched) return 'matching';
  return hasDifferences ? 'differences' : 'matched';
};
