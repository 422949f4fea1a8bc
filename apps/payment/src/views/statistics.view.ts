import type { Day } from '@canbao/calendar';
import { fromFen } from '@canbao/money';
import type { Database } from '@canbao/postgres';

/** Figures of some days, in fen as text. */
type Fen = Readonly<Record<(typeof measures)[number], string>>;
const measures = [
  'moneyIn',
  'moneyOut',
  'settled',
  'inSuspense',
  'refundPayable',
  'inTreasury',
  'posted',
] as const;

interface Group extends Fen {
  readonly day: Day | null;
  readonly channel: string | null;
  readonly district: string | null;
  readonly insurance: string | null;
  readonly receipts: string;
}

interface Answer extends Record<string, unknown> {
  readonly position: string;
  readonly groups: readonly Group[] | null;
  readonly accounts:
    readonly { readonly code: string; readonly debit: string; readonly credit: string }[] | null;
}

/** Money that came in, and money that left: the same accounts, told apart by what booked it. */
const [received, left] = [
  `'PaymentCaptured', 'ReceiptKeptInSuspense', 'UnidentifiedReceiptKept', 'MonthsKeptInSuspense'`,
  `'CollectionReversed', 'UnidentifiedReceiptReversed', 'RefundLeft', 'SuspenseResolved'`,
];
const paidFrom = `account like '1001.%' or account like '1003.%'`;
const [debits, credits] = ['debit_fen - credit_fen', 'credit_fen - debit_fen'];

const sumOf = (value: string, where: string, name: string): string =>
  `coalesce(sum(${value}) filter (where ${where}), 0)::text as "${name}"`;

/** One statement, so that all of it is of one moment. */
const text = `
  with figures as (
    select day, channel, district, insurance, because, account, debit_fen, credit_fen, receipts
    from day_totals where day between $1 and $2
    union all
    select day, channel, district, insurance, 'posted', 'posted', fen, 0, 0
    from day_postings where day between $1 and $2
  ), groups as (
    select day, channel, district, insurance, coalesce(sum(receipts), 0)::text as receipts,
      ${sumOf(debits, `account like '1001.%' and because in (${received})`, 'moneyIn')},
      ${sumOf(credits, `(${paidFrom}) and because in (${left})`, 'moneyOut')},
      ${sumOf(credits, `account like '2101.%' or account like '2201.%'`, 'settled')},
      ${sumOf(credits, `account like '2901.%'`, 'inSuspense')},
      ${sumOf(credits, `account like '2902.%'`, 'refundPayable')},
      ${sumOf(debits, `account like '1002.%'`, 'inTreasury')},
      ${sumOf(debits, `account = 'posted'`, 'posted')}
    from figures group by grouping sets ((), (day), (channel), (district), (insurance))
    order by day, channel, district, insurance
  )
  select
    coalesce((select position from day_end_cursor where name = 'totals'), 0)::text as position,
    (select json_agg(groups) from groups) as groups,
    (select json_agg(accounts) from (
      select account as code, sum(debit_fen)::text as debit, sum(credit_fen)::text as credit
      from figures where account <> 'posted' group by account order by account
    ) as accounts) as accounts`;

/** The statistics of some business days, first and last included. */
export const statisticsOf = async (database: Database, from: Day, until: Day): Promise<unknown> => {
  const [answer] = await database.query<Answer>(text, [from, until]);
  const { position = '0', groups, accounts } = answer ?? {};
  const by = (key: 'day' | 'channel' | 'insurance') =>
    (groups ?? []).flatMap((group) =>
      group[key] === null ? [] : [{ [key]: group[key], ...figuresOf(group) }],
    );
  const total = (groups ?? []).find((group) =>
    [group.day, group.channel, group.district, group.insurance].every((key) => key === null),
  );
  return {
    from,
    until,
    position,
    total: figuresOf(total),
    days: by('day'),
    channels: by('channel'),
    districts: (groups ?? []).flatMap((group) => {
      const { settled, posted } = figuresOf(group);
      const isNothing = group.district === null || (settled === '0.00' && posted === '0.00');
      return isNothing ? [] : [{ district: group.district, settled, posted }];
    }),
    insurances: by('insurance'),
    accounts: (accounts ?? []).map(({ code, debit, credit }) => ({
      code,
      debit: fromFen(BigInt(debit)),
      credit: fromFen(BigInt(credit)),
    })),
  };
};

const figuresOf = (group: Group | undefined) => ({
  receipts: Number(group?.receipts ?? 0),
  ...(Object.fromEntries(
    measures.map((measure): [string, string] => [measure, fromFen(BigInt(group?.[measure] ?? '0'))]),
  ) as Fen),
});
