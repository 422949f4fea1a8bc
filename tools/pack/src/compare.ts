import { instant, monthOf, type Day } from '@canbao/calendar';
import { fromFen, subtract, toFen, zero, type Yuan } from '@canbao/money';
import {
  assess,
  payableMonths,
  rowOn,
  rulesInForce,
  type Assessed,
  type Pack,
  type PayableMonthsRequest,
} from '@canbao/rules';
import type { Scheme } from '@canbao/vocabulary';

/** An amount, or the code of the reason why there is none. */
interface Cell {
  readonly amount?: Yuan;
  readonly reason?: string;
  /** Whether the amount rests on a row that no source gives. */
  readonly isUnconfirmed: boolean;
}

/** A line of the table: what is asked of each pack. */
interface Question {
  readonly label: string;
  readonly cellOf: (pack: Pack) => Cell;
}

/** What a month costs under two packs for somebody who is enrolled and has paid nothing yet, as a table. */
export const comparison = (first: Pack, second: Pack, on: Day): string => {
  const lines = questions([first, second], on).map(({ label, cellOf }) => {
    const [a, b] = [cellOf(first), cellOf(second)];
    return { row: [label, shown(a), shown(b), difference(a, b)], reasons: [a.reason, b.reason], label };
  });
  const reasons = [first, second].flatMap(({ name }, index) =>
    lines.flatMap(({ label, reasons: both }) =>
      both[index] === undefined ? [] : [`${name}: ${label}: ${both[index]}`],
    ),
  );
  return [
    `Yuan for ${monthOf(on)}, quoted on ${on}`,
    '',
    ...aligned([['', first.name, second.name, 'difference'], ...lines.map(({ row }) => row)], 'right'),
    '',
    '* rests on a row that no source gives; – no amount',
    ...reasons,
    '',
    'Rules that differ',
    ...differences(first, second, on),
  ].join('\n');
};

const questions = (packs: readonly Pack[], on: Day): Question[] => [
  { label: 'Pension at the lower limit', cellOf: (pack) => quoted(pack, pension(on), on, 'lower') },
  { label: 'Pension at the upper limit', cellOf: (pack) => quoted(pack, pension(on), on, 'upper') },
  ...medicalQuestions('with-account', 'Medical, with account', packs, on),
  ...medicalQuestions('pooled', 'Medical, pooled', packs, on),
];

/** A base that is fixed in both packs has one line; a surcharge of the year has one where there is any. */
const medicalQuestions = (scheme: Scheme, name: string, packs: readonly Pack[], on: Day): Question[] => {
  const asked = medical(scheme, on);
  const monthly =
    (bound: Bound) =>
    (pack: Pack): Cell => {
      const whole = quoted(pack, asked, on, bound);
      const yearly = yearlyOf(pack, whole, scheme, on).amount ?? zero;
      return whole.amount === undefined ? whole : { ...whole, amount: subtract(whole.amount, yearly) };
    };
  const yearly = (pack: Pack): Cell => yearlyOf(pack, quoted(pack, asked, on, 'lower'), scheme, on);
  const isChosen = packs.some((pack) => boundsOf(pack, asked, on) !== undefined);
  return [
    { label: isChosen ? `${name}, lowest base` : name, cellOf: monthly('lower') },
    ...(isChosen ? [{ label: `${name}, highest base`, cellOf: monthly('upper') }] : []),
    ...(packs.some((pack) => yearly(pack).amount !== undefined)
      ? [{ label: `${name}, once a year`, cellOf: yearly }]
      : []),
  ];
};

type Bound = 'lower' | 'upper';

const pension = (on: Day): PayableMonthsRequest => ({
  insurance: 'pension',
  at: noonOf(on),
  facts: { enrolments: [{}], paidMonths: [] },
});

const medical = (scheme: Scheme, on: Day): PayableMonthsRequest => ({
  insurance: 'medical',
  at: noonOf(on),
  facts: { enrolments: [{ scheme }], paidMonths: [], receivedItems: {}, bills: [] },
});

const noonOf = (on: Day) => instant(`${on}T12:00:00+08:00`);

/** The lowest and the highest base that a quote accepts, where a base is chosen. */
const boundsOf = (pack: Pack, asked: PayableMonthsRequest, on: Day) =>
  payableMonths(pack, asked).find(({ month }) => month === monthOf(on))?.limits;

const quoted = (pack: Pack, asked: PayableMonthsRequest, on: Day, bound: Bound): Cell => {
  const bounds = boundsOf(pack, asked, on);
  const base = bounds === undefined ? {} : { base: bounds[bound] };
  return cellOf(assess(pack, { ...asked, ...base, months: [monthOf(on)] }));
};

/** What only has to do with the form of a quote, or with the parts of an amount. */
const withoutEffect = ['pension.baseStep', 'quote.validity', 'medical.pooledSplit'];

const cellOf = (assessed: Assessed): Cell =>
  assessed.accepted
    ? {
        amount: assessed.total,
        isUnconfirmed: assessed.parameters.some(
          ({ name, configuration }) => configuration === true && !withoutEffect.includes(name),
        ),
      }
    : { reason: assessed.reason, isUnconfirmed: false };

/** Whoever has paid nothing yet pays the surcharge of the year with this month. */
const yearlyOf = (pack: Pack, whole: Cell, scheme: Scheme, on: Day): Cell => {
  const row = rowOn(pack.medicalSurcharges, monthOf(on));
  const isPaid = row?.value.every === 'year' && row.value.schemes.includes(scheme);
  return isPaid && whole.amount !== undefined
    ? { amount: row.value.amount, isUnconfirmed: row.configuration === true }
    : { isUnconfirmed: false };
};

const shown = ({ amount, isUnconfirmed }: Cell): string =>
  amount === undefined ? '– ' : `${amount}${isUnconfirmed ? '*' : ' '}`;

const difference = ({ amount: before }: Cell, { amount: after }: Cell): string => {
  if (before === undefined || after === undefined) return '–';
  const fen = toFen(after) - toFen(before);
  return fen === 0n ? '0.00' : `${fen < 0n ? '−' : '+'}${fromFen(fen < 0n ? -fen : fen)}`;
};

const differences = (first: Pack, second: Pack, on: Day): string[] => {
  const [before, after] = [rulesInForce(first, on), rulesInForce(second, on)];
  const valueIn = (rules: typeof before, rule: string): string =>
    rules.find((one) => one.rule === rule)?.value ?? '–';
  const different = [...new Set([...before, ...after].map(({ rule }) => rule))]
    .map((rule) => [rule, valueIn(before, rule), valueIn(after, rule)] as const)
    .filter(([, a, b]) => a !== b);
  return different.length === 0 ? ['none'] : aligned([['', first.name, second.name], ...different], 'left');
};

/** Columns of one width, the first to the left and the others to one side. */
const aligned = (rows: readonly (readonly string[])[], side: 'left' | 'right'): string[] => {
  const widths = (rows[0] ?? []).map((_, index) => Math.max(...rows.map((row) => row[index]?.length ?? 0)));
  const placed = (cell: string, index: number): string =>
    index === 0 || side === 'left' ? cell.padEnd(widths[index] ?? 0) : cell.padStart(widths[index] ?? 0);
  return rows.map((row) => row.map(placed).join('  ').trimEnd());
};
