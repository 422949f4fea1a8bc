import type { Day } from '@canbao/calendar';
import { fromFen } from '@canbao/money';
import type { Database } from '@canbao/postgres';
import { insurances, type Insurance } from '@canbao/vocabulary';

interface ChannelRow extends Record<string, unknown> {
  readonly channel: string;
  readonly status: string;
  readonly theirs: string;
  readonly theirsFen: string;
  readonly ours: string;
  readonly oursFen: string;
  readonly open: string;
  readonly openFen: string;
  readonly differences: Readonly<Record<string, { readonly count: number; readonly fen: number }>> | null;
  readonly fundsFen: string;
  readonly treasuryFen: string;
  readonly bookedFen: string;
  readonly corrections: string;
  readonly correctionsFen: string;
  readonly earlier: string;
  readonly earlierFen: string;
  /** Differences that are explained although our books have another amount: by the day next to it. */
  readonly elsewhereFen: string;
}

interface BureauRow extends Record<string, unknown> {
  readonly insurance: Insurance;
  readonly outcome: string;
  readonly ours: object;
  readonly theirs: object | null;
}

/** Signed: money in above zero, refunds below. */
const signed = 'fen * (1 - 2 * kind)';

const channelsText = `
  with theirs as (
    select channel, payments + refunds as count, paid_fen - refunded_fen as fen
    from statements where day = $1 and state = 'in-force'
  ), ours as (
    select channel, count(*) as count, sum(${signed}) as fen from day_receipts
    where day = $1 and reversed_position is null group by channel
  ), open as (
    select channel, class, count(*) as count, sum(coalesce(theirs_fen, ours_fen) * (1 - 2 * kind)) as fen,
      sum((case when standing = 2 then 0 else coalesce(theirs_fen, 0) end
        - coalesce(ours_fen, 0)) * (1 - 2 * kind)) as effect
    from day_differences where day = $1 and state <> 'explained' group by channel, class
  ), elsewhere as (
    select channel, sum((coalesce(theirs_fen, 0) - coalesce(ours_fen, 0)) * (1 - 2 * kind)) as fen
    from day_differences where day = $1 and state = 'explained'
      and ((class = 'channel-only' and proof = 'receipt' and not exists (
          select from day_receipts r where r.channel = day_differences.channel and r.day = $1
            and r.key = day_differences.key and r.kind = day_differences.kind))
        or (class = 'ours-only' and proof = 'statement-line'
          and split_part(reference, ' ', 2) <> (select id::text from statements s
            where s.channel = day_differences.channel and s.day = $1 and s.state = 'in-force')))
    group by channel
  ), settled as (
    select channel, sum(t.fen) as fen, sum(received_fen) as received,
      sum(t.fen) filter (where b.answer = 'posted' and b.gone_at is null) as booked
    from treasury_items t left join bureau_items b using (position, month) where day = $1
    group by channel
  ), later as (
    select channel, count(*) as count, sum(${signed}) as fen
    from day_receipts where of_day = $1 and reversed_position is null group by channel
  ), earlier as (
    select channel, count(*) as count, sum(${signed}) as fen from day_receipts
    where day = $1 and of_day is not null and reversed_position is null group by channel
  )
  select channel,
    case when d.closed_at is not null then 'closed' when d.matched_position is not null then
        case when exists (select from open o where o.channel = c.channel)
          then 'differences' else 'matched' end
      when d.statement_id is not null then 'matching' else 'awaiting' end as status,
    coalesce(theirs.count, 0)::text as theirs, coalesce(theirs.fen, 0)::text as "theirsFen",
    coalesce(ours.count, 0)::text as ours, coalesce(ours.fen, 0)::text as "oursFen",
    (select coalesce(sum(count), 0) from open o where o.channel = c.channel)::text as open,
    (select coalesce(sum(effect), 0) from open o where o.channel = c.channel)::text as "openFen",
    (select json_object_agg(class, json_build_object('count', count, 'fen', fen)) from open o
      where o.channel = c.channel) as differences,
    coalesce(elsewhere.fen, 0)::text as "elsewhereFen", coalesce(settled.fen, 0)::text as "fundsFen",
    coalesce(settled.received, 0)::text as "treasuryFen", coalesce(settled.booked, 0)::text as "bookedFen",
    coalesce(later.count, 0)::text as corrections, coalesce(later.fen, 0)::text as "correctionsFen",
    coalesce(earlier.count, 0)::text as earlier, coalesce(earlier.fen, 0)::text as "earlierFen"
  from (select channel from theirs union select channel from ours) as c
  left join later using (channel) left join earlier using (channel)
  left join theirs using (channel) left join ours using (channel) left join elsewhere using (channel)
  left join settled using (channel) left join channel_days d using (channel)
  where d.day = $1 or d.day is null
  order by channel`;

const districtsText = `
  select coalesce(district, '-') as district, coalesce(insurance, '-') as insurance,
    count(*)::text as count, sum(${signed})::text as fen
  from day_receipts where day = $1 and reversed_position is null group by 1, 2 order by 1, 2`;

const fundsText = `
  select account, sum(line.fen)::text as fen from treasury_items t
  cross join lateral unnest(t.accounts, t.fund_fen) as line(account, fen)
  where day = $1 group by account order by account`;

/** By the treasury's own days: what it received, what its corrections changed, and what it gave back. */
const treasuryText = `
  select kind, count(*)::text as count, sum(fen - before_fen)::text as fen
  from treasury_movements where day = $1 group by kind`;

const bureausText = `select insurance, outcome, ours, theirs from bureau_days where day = $1`;

const casesText = `select count(*)::text as count, coalesce(sum(amount * 100), 0)::bigint::text as fen
  from cases where day = $1 and status = 'open'`;

const yuanOf = (fen: string | number | bigint): string => fromFen(BigInt(fen));

const tallyOf = (count = '0', fen = '0'): object => ({ count: Number(count), amount: yuanOf(fen) });

/**
 * A business day over all channels. What a channel moved is explained where it agrees with our books item by
 * item, or lies in a difference that has its cause; anything else is unexplained.
 */
export const dayReport = async (database: Database, day: Day): Promise<unknown> => {
  const about = [day];
  const channels = await database.query<ChannelRow>(channelsText, about);
  const districts = await database.query<Record<string, string>>(districtsText, about);
  const funds = await database.query<Record<string, string>>(fundsText, about);
  const treasury = await database.query<Record<string, string>>(treasuryText, about);
  const told = (kind: string): object => {
    const row = treasury.find((each) => each['kind'] === kind);
    return tallyOf(row?.['count'], row?.['fen']);
  };
  const [open] = await database.query<Record<string, string>>(casesText, about);
  const bureaus = await database.query<BureauRow>(bureausText, about);
  const shown = channels.map(channelReply);
  const moved = channels.reduce((all, row) => all + movedOf(row), 0n);
  const unexplained = channels.reduce((all, row) => all + unexplainedOf(row), 0n);
  return {
    day,
    channels: shown,
    districts: districts.map(({ district, insurance, count, fen }) => ({
      district,
      insurance,
      count: Number(count),
      amount: yuanOf(fen ?? 0),
    })),
    funds: funds.map(({ account, fen }) => ({ account, amount: yuanOf(fen ?? 0) })),
    treasury: { receipts: told('receipt'), corrections: told('correction'), returns: told('return') },
    bureaus: insurances.map((insurance) =>
      bureauReply(
        insurance,
        bureaus.find((row) => row.insurance === insurance),
      ),
    ),
    openCases: tallyOf(open?.['count'], open?.['fen']),
    moved: yuanOf(moved),
    explained: yuanOf(moved - unexplained),
    unexplained: yuanOf(unexplained),
  };
};

const isMatched = ({ status }: ChannelRow): boolean => status !== 'awaiting' && status !== 'matching';

/** While there is no statement, what our books say is what is known to have moved. */
const movedOf = (row: ChannelRow): bigint => BigInt(isMatched(row) ? row.theirsFen : row.oursFen);

/** Theirs is ours and the differences: nothing else may be left. */
const unexplainedOf = (row: ChannelRow): bigint =>
  isMatched(row)
    ? BigInt(row.theirsFen) - BigInt(row.oursFen) - BigInt(row.openFen) - BigInt(row.elsewhereFen)
    : 0n;

const bureauReply = (insurance: Insurance, row: BureauRow | undefined): object => ({
  insurance,
  status: row?.outcome ?? 'awaiting',
  ...(row === undefined ? {} : { ours: row.ours }),
  ...(row === undefined || row.theirs === null ? {} : { theirs: row.theirs }),
});

const channelReply = (row: ChannelRow): object => ({
  channel: row.channel,
  status: row.status,
  theirs: { count: Number(row.theirs), amount: yuanOf(row.theirsFen) },
  ours: { count: Number(row.ours), amount: yuanOf(row.oursFen) },
  matched: {
    count: isMatched(row) ? Number(row.theirs) - Number(row.open) : 0,
    amount: isMatched(row) ? yuanOf(BigInt(row.theirsFen) - BigInt(row.openFen)) : '0.00',
  },
  differences: Object.fromEntries(
    Object.entries(row.differences ?? {}).map(([of, { count, fen }]) => [of, { count, amount: yuanOf(fen) }]),
  ),
  toFunds: yuanOf(row.fundsFen),
  inSuspense: yuanOf(BigInt(row.oursFen) - BigInt(row.fundsFen)),
  inTreasury: yuanOf(row.treasuryFen),
  bookedByBureaus: yuanOf(row.bookedFen),
  corrections: tallyOf(row.corrections, row.correctionsFen),
  ofEarlierDays: tallyOf(row.earlier, row.earlierFen),
  unexplained: yuanOf(unexplainedOf(row)),
});
