import { monthsBetween, plusMonths, type Month } from '@canbao/calendar';
import type { RecordCheck, RecordedInsurance, RecordedMonthState, RecordPaper } from '@canbao/contracts';
import { insuranceNames } from '@canbao/vocabulary';
import { electronic, figure, nameOf, percent, secondsOf, type Entry, type Sheet, type Table } from './sheet';

type Recorded = Pick<RecordPaper, 'recordNo' | 'knownAt' | 'insurances' | 'name'>;
type RecordedYear = RecordedInsurance['years'][number];

/** What a month that does not count is called. */
const otherStates: Readonly<Partial<Record<RecordedMonthState, string>>> = {
  prepaid: '预缴',
  'not-booked': '待记账',
  'goes-back': '应退费',
  elsewhere: '单位参保',
  gap: '未缴',
  returned: '已退',
};

const columns: Table['columns'] = [
  { title: '险种', share: 0.14 },
  { title: '年度', share: 0.065 },
  figure('计入月数', 0.085),
  { title: '计入月份', share: 0.2 },
  { title: '其他月份', share: 0.25 },
  figure('缴费金额（元）', 0.13),
  figure('个人账户（元）', 0.13),
];

/** 社会保险费缴费记录: a person's months over the years. */
export const recordSheet = (paper: RecordPaper): Sheet => sheetOf(paper, paper.code);

/** What the holder of a record compares with it. */
export const recordCheckSheet = (check: RecordCheck, code: string): Sheet => ({
  ...sheetOf(check, code),
  notes: [],
});

const sheetOf = (record: Recorded, code: string): Sheet => {
  const payable = record.insurances.flatMap(payableRows);
  const beside = record.insurances.flatMap(besideRows);
  return {
    title: '社会保险费缴费记录',
    number: record.recordNo,
    facts: [...nameOf(record), ['数据截至', secondsOf(record.knownAt)], ...record.insurances.map(yearsOf)],
    columns,
    rows: record.insurances.flatMap((insurance) => insurance.years.map((year) => rowOf(insurance, year))),
    further: [
      { heading: '多退少补与退费', columns: besideColumns, rows: beside },
      { heading: '截至上述时间仍可缴纳的月份', columns: payableColumns, rows: payable },
    ].filter(({ rows }) => rows.length > 0),
    totals: record.insurances.flatMap(totalsOf),
    notes: [electronic, ...notesOf(record.insurances)],
    code,
  };
};

const rowOf = (
  { insurance }: RecordedInsurance,
  { year, counted, amount, personalAccount, months }: RecordedYear,
) => {
  const others = Map.groupBy(
    months.filter(({ state }) => otherStates[state] !== undefined),
    ({ state }) => state,
  );
  return [
    insuranceNames[insurance],
    String(year),
    String(counted),
    monthsOfYear(months.filter(({ state }) => state === 'paid' || state === 'carried')),
    [...others].map(([state, own]) => `${otherStates[state]} ${monthsOfYear(own)}`).join('；') || '—',
    amount === '0.00' ? '—' : amount,
    personalAccount === '0.00' ? '—' : personalAccount,
  ];
};

const shortNames = { pension: '养老', medical: '医疗' } as const;

const yearsOf = ({ insurance, cumulative, counted }: RecordedInsurance): Entry => {
  const years = cumulative === undefined ? '' : `${cumulative.years} 年 ${cumulative.months} 个月`;
  return [`${shortNames[insurance]}缴费年限`, `${years}（累计 ${counted} 个月）`];
};

const totalsOf = (record: RecordedInsurance): Entry[] => {
  const { insurance, amount, personalAccount, gaps } = record;
  const name = insuranceNames[insurance];
  return [
    [
      `${name}缴费合计`,
      `¥${amount}${personalAccount === '0.00' ? '' : `，其中个人账户 ¥${personalAccount}`}`,
    ],
    ...(gaps.length === 0
      ? []
      : [
          [
            `${name}中断`,
            gaps.map(({ from, until, months }) => `${spanOf(from, until)}（${months} 个月）`).join('、'),
          ] as const,
        ]),
  ];
};

const besideColumns: Table['columns'] = [
  { title: '险种', share: 0.18 },
  { title: '所属时期', share: 0.14 },
  { title: '事项', share: 0.28 },
  { title: '日期', share: 0.14 },
  figure('金额（元）', 0.13),
  figure('个人账户（元）', 0.13),
];

const adjustmentNames = { owed: '待补缴差额', paid: '已补缴差额', refunded: '退还差额' } as const;

/** What final limits have changed about months, and what was paid for them and went back. */
const besideRows = ({ insurance, years }: RecordedInsurance): string[][] =>
  years
    .flatMap(({ months }) => months)
    .flatMap(({ month, adjustments = [], returned = [] }) => [
      ...adjustments.map(({ state, on, amount, personalAccount = '—' }) => {
        const isGone = state === 'refunded';
        const sign = (of: string): string => (isGone && of !== '—' ? `-${of}` : of);
        return [month, adjustmentNames[state], on, sign(amount), sign(personalAccount)];
      }),
      ...returned.map(({ paidOn, returnedOn, amount }) => [
        month,
        `${paidOn} 缴费，已退费或冲正`,
        returnedOn,
        `-${amount}`,
        '—',
      ]),
    ])
    .map((row) => [insuranceNames[insurance], ...row]);

const payableColumns: Table['columns'] = [
  { title: '险种', share: 0.16 },
  { title: '所属时期', share: 0.22 },
  { title: '每月金额', share: 0.37 },
  { title: '最后缴费日', share: 0.125 },
  { title: '依据', share: 0.125 },
];

/** Months one after another that cost the same and end on one day stand in one row. */
const payableRows = ({ insurance, payable }: RecordedInsurance): string[][] =>
  payable
    .map(({ month, until, route, total, limits, billId }) => ({
      month,
      rest: [
        total === undefined
          ? limits === undefined
            ? '—'
            : `基数 ${limits.lower} 至 ${limits.upper} 之间自选`
          : `¥${total}`,
        until ?? '—',
        billId === undefined ? (route === undefined ? '当期' : '缓缴') : '补缴核定',
      ],
    }))
    .reduce<{ from: Month; until: Month; rest: string[] }[]>((rows, { month, rest }) => {
      const last = rows.at(-1);
      return last !== undefined && plusMonths(last.until, 1) === month && String(last.rest) === String(rest)
        ? [...rows.slice(0, -1), { ...last, until: month }]
        : [...rows, { from: month, until: month, rest }];
    }, [])
    .map(({ from, until, rest }) => [insuranceNames[insurance], spanOf(from, until), ...rest]);

const notesOf = (insurances: readonly RecordedInsurance[]): string[] => [
  ...insurances.flatMap((record) => [
    ...accountNotes(record),
    ...(record.carried === 0
      ? []
      : [
          `${insuranceNames[record.insurance]}有 ${record.carried} 个月为经办机构告知的此前缴费` +
            `（至 ${record.carriedThrough ?? '—'}），无金额。`,
        ]),
    ...(record.judgedFrom === undefined
      ? []
      : [
          `${insuranceNames[record.insurance]} ${record.judgedFrom} 以前由经办机构征收，未列入的月份以其记录为准。`,
        ]),
    ...(record.withoutAmount === 0
      ? []
      : [`${insuranceNames[record.insurance]}有 ${record.withoutAmount} 个月未存金额，不在合计之内。`]),
  ]),
  ...(insurances.some(isAdjusted) ? ['合计已含多退少补中已补缴、已退还的差额，待补缴的不含。'] : []),
  '已退费、冲正的月份不计入；补缴按所属月份计入。本记录为税务征收记录，待遇与权益以人社、医保经办机构记录为准。',
];

const isAdjusted = ({ years }: RecordedInsurance): boolean =>
  years.some(({ months }) => months.some(({ adjustments }) => adjustments !== undefined));

/** The rate of the personal account, where it is written, and what is not in it. */
const accountNotes = ({
  insurance,
  personalAccount,
  withoutAccount,
  parameters,
}: RecordedInsurance): string[] => {
  const rule = parameters.find(({ name }) => name === `${insurance}.personalAccount`);
  const name = insuranceNames[insurance];
  const unknown =
    withoutAccount === 0 ? [] : [`${name}有 ${withoutAccount} 个月个人账户金额不详，不在合计之内。`];
  if (rule === undefined || personalAccount === '0.00') return unknown;
  const { value, source } = rule as {
    readonly value?: string;
    readonly source?: { readonly article?: string };
  };
  const article = source?.article === undefined ? '以经办机构记录为准' : source.article;
  return [`${name}个人账户按缴费基数的 ${percent(value ?? '')} 计（${article}），不含记账利息。`, ...unknown];
};

/** `1–3、5月`. */
const monthsOfYear = (months: readonly { readonly month: Month }[]): string => {
  const numbers = months.map(({ month }) => Number(month.slice(5)));
  const ranges = numbers.reduce<[number, number][]>((found, number) => {
    const last = found.at(-1);
    return last !== undefined && last[1] + 1 === number
      ? [...found.slice(0, -1), [last[0], number]]
      : [...found, [number, number]];
  }, []);
  const shown = ranges.map(([from, to]) => (from === to ? String(from) : `${from}–${to}`));
  return shown.length === 0 ? '—' : `${shown.join('、')}月`;
};

const spanOf = (from: Month, until: Month): string => {
  const count = monthsBetween(from, until).length;
  return count === 1 ? from : `${from} 至 ${until}`;
};
