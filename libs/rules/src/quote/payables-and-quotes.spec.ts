import fc from 'fast-check';
import {
  dayAfter,
  dayBefore,
  instant,
  lastDayOf,
  month,
  plusMonths,
  type Day,
  type Month,
} from '@canbao/calendar';
import { rate, yuan } from '@canbao/money';
import { items, schemes } from '@canbao/vocabulary';
import {
  assess,
  layOverrides,
  pack,
  packNames,
  payableMonths,
  type BillMonth,
  type MedicalEnrolment,
  type MedicalFacts,
  type PayableMonth,
  type PayableMonthsRequest,
  type Quoted,
  type QuoteRequest,
  type RuleOverride,
} from '../index';

const maybe = <T>(values: fc.Arbitrary<T>) => fc.option(values, { nil: undefined });
const months = fc.integer({ min: 0, max: 80 }).map((count) => plusMonths(month('2020-11'), count));
const days = fc
  .tuple(months, fc.integer({ min: 0, max: 1 }))
  .map(([value, isLast]): Day => (isLast === 1 ? lastDayOf(value) : dayAfter(lastDayOf(value))));
const instants = days.map((on) => instant(`${on}T23:59:59+08:00`));
const monthSets = fc.uniqueArray(months, { maxLength: 6 });

/** One period after another, the last one with or without an end. */
const enrolments = fc
  .tuple(fc.uniqueArray(days, { maxLength: 3 }), maybe(days), fc.constantFrom(...schemes))
  .map(([starts, end, scheme]): MedicalEnrolment[] => {
    const sorted = starts.toSorted();
    return sorted.map((from, index) => {
      const next = sorted[index + 1];
      const until = next === undefined ? end : dayBefore(next);
      const alternate = schemes.find((name) => name !== scheme) ?? scheme;
      return {
        from,
        scheme: index % 2 === 0 ? scheme : alternate,
        ...(until === undefined || until < from ? {} : { until }),
      };
    });
  });

const bill = (billed: Month, isPooled: boolean): BillMonth => ({
  billId: `bill-${billed}`,
  month: billed,
  lateFee: yuan('5.13'),
  items: (isPooled
    ? (['pooled-unit', 'pooled-personal', 'mutual-aid'] as const)
    : (['with-account'] as const)
  ).map((item) => ({ item, base: yuan('100.00'), rate: rate('1'), amount: yuan('100.00') })),
});

const facts = fc
  .record({
    enrolments,
    paidMonths: monthSets,
    employerMonths: monthSets,
    bills: fc
      .tuple(monthSets, fc.boolean())
      .map(([billed, isPooled]) => billed.map((one) => bill(one, isPooled))),
    receivedItems: fc.dictionary(months, fc.subarray([...items])),
    diedOn: maybe(days),
    registeredBase: maybe(fc.constantFrom('3746.00', '4416.00', '9.00', '5000.50', '99999.00').map(yuan)),
  })
  .map(({ diedOn, registeredBase, ...known }) => ({
    ...known,
    ...(diedOn === undefined ? {} : { diedOn }),
    ...(registeredBase === undefined ? {} : { registeredBase }),
  }));

const decision = {
  overrideId: 'override-1',
  author: 'wang',
  approvedBy: 'li',
  source: '济人社字〔2026〕1号',
  decidedAt: instant('2026-08-20T09:00:00+08:00'),
};
const limits = { ...decision, table: 'pension.limits' } as const;
const overrides: readonly RuleOverride[] = [
  { ...limits, from: '2026-09-01', startsOn: '2026-10-01', value: '4600.50–23000.50' },
  { ...limits, from: '2024-08-01', startsOn: '2024-07-15' },
  { ...decision, table: 'medical.base', from: '2025-08', startsOn: '2025-10', value: '4600.50' },
  { ...decision, table: 'medical.surcharge', from: '2024-01', value: '0.00' },
];

const packs = fc
  .tuple(fc.constantFrom(...packNames), fc.constantFrom('1.00', '100.00'), fc.subarray([...overrides]))
  .map(([name, step, decided]) => layOverrides(pack(name, { 'pension.baseStep': step }), decided).pack);

/** What a payer asks for after seeing the month: on the registered base, on both limits, or on none. */
const quotesFor = (
  { insurance, at, facts: known }: PayableMonthsRequest,
  { month: shown, limits, amounts }: PayableMonth,
): QuoteRequest[] => {
  if (insurance === 'medical') {
    const asked = { insurance, at, facts: known as MedicalFacts, months: [shown] };
    return limits === undefined ? [asked] : [limits.lower, limits.upper].map((base) => ({ ...asked, base }));
  }
  const { registeredBase } = known;
  const bases =
    amounts === undefined && limits !== undefined
      ? [limits.lower, limits.upper]
      : [registeredBase ?? yuan('0.00')];
  return bases.map((base) => ({ insurance, at, facts: known, months: [shown], base }));
};

describe('what payables shows, a quote', () => {
  const property = (insurance: 'pension' | 'medical', check: (shown: PayableMonth, answer: object) => void) =>
    fc.assert(
      fc.property(packs, instants, facts, (rules, at, known) => {
        const request: PayableMonthsRequest = { insurance, at, facts: known };
        for (const shown of payableMonths(rules, request))
          for (const quote of quotesFor(request, shown)) check(shown, assess(rules, quote));
      }),
      { numRuns: 300 },
    );
  it.each(['pension', 'medical'] as const)('accepts when it is payable: %s', (insurance) =>
    property(insurance, (shown, answer) => {
      if (shown.status !== 'payable') return;
      expect(answer).toMatchObject({ accepted: true });
      expect((answer as Quoted).lines).not.toEqual([]);
      if (shown.total !== undefined) expect(answer).toMatchObject({ total: shown.total });
    }),
  );
  it.each(['pension', 'medical'] as const)('refuses with the same code when it is closed: %s', (insurance) =>
    property(insurance, (shown, answer) => {
      if (shown.status === 'closed')
        expect(answer).toMatchObject({ accepted: false, reason: shown.conditions[0]?.code });
      if (shown.status === 'paid') expect(answer).toMatchObject({ accepted: false });
    }),
  );
});
