import type pg from 'pg';
import { pause } from '@canbao/runtime';
import { channelFaults, type GivenBack, type Ours, type Taken } from './channel-verdict';
import type { Attempt, Expected } from './history';
import { quiet } from './quiet';
import { setOutsideClock, type Stack } from './stack';

const read = async <T extends pg.QueryResultRow>(client: pg.Client, sql: string): Promise<T[]> =>
  (await client.query<T>(sql)).rows;

/** Whose counterparts have books, which are compared with ours. */
const channels = ['wechat', 'alipay', 'wechat-bills', 'ccb', 'icbc', 'batch-debit'] as const;
const isOne = `in (${channels.map((channel) => `'${channel}'`).join(', ')})`;

/** What a channel, a bank or one of our jobs has still to say or do; empty when all has come to its end. */
const openAtChannels = async (client: pg.Client, now: string): Promise<string[]> =>
  (
    await read<{ what: string; n: number }>(
      client,
      `select what, count(*)::int as n from (
        select 'orders ' || phase as what from payment.channel_orders
        union all select 'orders open' from payment.orders where status = 'open'
        union all select 'messages unread' from payment.channel_notices where ask_at is not null
        union all select 'refunds ' || status from payment.refund_legs join payment.refunds using (refund_id)
          where stage = 'decided' and status not in ('refunded', 'to-pay-out')
        union all select 'debits ' || status from payment.debit_items
          where status in ('asked', 'ready', 'packed', 'unknown')
        union all select 'runs ' || status from payment.debit_runs where status <> 'closed'
        union all select 'money that should have left suspense' from payment.suspense_lines
          where way is null and leaves_from <= '${now}'
        union all select 'takings ' || state from sandbox.bank_entry where state in ('unknown', 'reversing')
        union all select 'bills ' || status from sandbox.wechat_bill_payment
          where status in ('unsent', 'unknown')
      ) open group by what order by what`,
    )
  ).map(({ what, n }) => `${n} ${what}`);

/** Whatever waits longer than this for its next question is not on the published schedule. */
const longestWait = '31 minutes';
const offSchedule = async (client: pg.Client, now: string): Promise<string[]> =>
  (
    await read<{ n: number }>(
      client,
      `select count(*)::int as n from payment.channel_orders
      where ask_at > '${now}'::timestamptz + interval '${longestWait}' having count(*) > 0`,
    )
  ).map(({ n }) => `${n} orders have no next question within ${longestWait}`);

/** Configuration: longer than an order can be paid, and than the longest wait between two questions. */
const leapMinutes = 31;
const leaps = 4;
const leapPatienceMs = 15_000;

/**
 * Lets time pass until everything at the channels has come to its end: what is not known is asked about again
 * by the schedule, and what nobody paid is closed. Returns what is still open.
 */
export const letTimePass = async (stack: Stack, client: pg.Client): Promise<string[]> => {
  const look = (on: pg.Client): Promise<string[]> => openAtChannels(on, stack.clock.now());
  const late = await offSchedule(client, stack.clock.now());
  for (let leap = 0; leap < leaps && (await look(client)).length > 0; leap += 1) {
    stack.clock.advance(leapMinutes);
    await setOutsideClock(stack);
    // These wait by the clock of the database, which no harness can move.
    await client.query(`update payment.debit_packs set due_at = now() where due_at > now()`);
    await client.query(`update payment.debit_agreements set due_at = now() where due_at > now()`);
    await quiet(client, look, leapPatienceMs);
  }
  await pause(500);
  return [...late, ...(await look(client)).map((sentence) => `after ${leaps} leaps of time: ${sentence}`)];
};

/** The months of these attempts that are paid at the end: a bureau must have them. */
export const paidOf = async (client: pg.Client, attempts: readonly Attempt[]): Promise<Expected[]> => {
  const rows = await read<{ person: string; month: string }>(
    client,
    `select person, month from (
      select distinct on (stream) stream, type, data->>'personId' as person, data->>'month' as month
      from payment.events where type in ('PensionMonthPaid', 'MonthReopened')
      order by stream, version desc) last
    where type = 'PensionMonthPaid'`,
  );
  const paid = new Set(rows.map(({ person, month }) => `${person} ${month}`));
  return attempts
    .filter(({ personId, month }) => paid.has(`${personId} ${month}`))
    .map(({ personId, month, total }) => ({ bureau: 'hrss', personId, month, total }));
};

/** A sentence for every fen about which a counterpart's books and ours differ. */
export const differencesFromChannels = async (client: pg.Client): Promise<string[]> => {
  const theirs = { taken: await taken(client), givenBack: await givenBack(client) };
  const faults = channelFaults(channels, theirs, await ours(client));
  const silent = theirs.taken.length === 0 ? ['no channel took money: the run proves nothing of them'] : [];
  return [...faults, ...silent];
};

const taken = (client: pg.Client): Promise<Taken[]> =>
  read<Taken>(
    client,
    `select 'wechat' as channel, transaction_id as no, paid::float8 as fen, false as "isReversed"
      from sandbox.wechat_order where paid is not null
    union all select 'alipay', trade_no, paid_fen::float8, false
      from sandbox.alipay_trade where paid_fen is not null
    union all select 'wechat-bills', bill_no, fen::float8, status = 'reversed'
      from sandbox.wechat_bill_payment where status <> 'returned'
    union all select bank, no, (entry->>'amount')::numeric * 100, state = 'reversed'
      from sandbox.bank_entry where state in ('booked', 'reversed', 'held')
    union all select 'batch-debit', entrust_date || tra_no, fen::float8, false
      from sandbox.debit_item where result = '90000'`,
  ).then((rows) => rows.map((row) => ({ ...row, fen: Number(row.fen) })));

const givenBack = (client: pg.Client): Promise<GivenBack[]> =>
  read<GivenBack>(
    client,
    `select 'wechat' as channel, out_refund_no as no, amount::float8 as fen
      from sandbox.wechat_refund where status = 'SUCCESS'
    union all select 'alipay', out_request_no, fen::float8 from sandbox.alipay_refund`,
  );

const ours = async (client: pg.Client): Promise<Ours> => {
  const receipts = await read<{ channel: string; no: string; fen: string }>(
    client,
    `select data->>'channel' as channel, data->>'channelTransactionNo' as no,
      ((data->>'amount')::numeric + coalesce((data->'inSuspense'->>'amount')::numeric, 0)) * 100 as fen
    from payment.events
    where type in ('PaymentCaptured', 'ReceiptKeptInSuspense', 'UnidentifiedReceiptKept')
      and data->>'channel' ${isOne}`,
  );
  const refunds = await read<{ channel: string; no: string; fen: string }>(
    client,
    `select data->>'channel' as channel, data->>'refundNo' as no, (data->>'amount')::numeric * 100 as fen
    from payment.events where type = 'RefundLeft' and data->>'channel' ${isOne}`,
  );
  const balances = await read<{ account: string; fen: string }>(
    client,
    `select entry.account, sum(entry.fen) as fen
    from payment.journal, unnest(journal.accounts, journal.fen) as entry(account, fen)
    group by entry.account`,
  );
  // What a reversal overtook was never ours: it lies in suspense until the bank's day ends.
  const overtaken = await read<{ account: string; fen: string }>(
    client,
    `select '1001.' || channel as account, sum(amount) * 100 as fen
    from payment.suspense_lines line join payment.orders using (order_id)
    where line.because = 'void-by-reversal' and line.way is null group by channel`,
  );
  const voidIn = (account: string): number =>
    Number(overtaken.find((line) => line.account === account)?.fen ?? 0);
  const inFen = (row: { channel: string; no: string; fen: string }) => ({ ...row, fen: Number(row.fen) });
  return {
    receipts: receipts.map(inFen),
    refunds: refunds.map(inFen),
    balances: new Map(balances.map(({ account, fen }) => [account, Number(fen) - voidIn(account)])),
  };
};
