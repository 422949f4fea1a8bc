import fc from 'fast-check';
import { dayAfter, instant, month, plusMonths, type Day, type Instant } from '@canbao/calendar';
import { yuan } from '@canbao/money';
import { pack, packNames, payableMonths, payableUntil, type PayableMonthsRequest } from '../index';

const noon = (date: Day): Instant => instant(`${date}T12:00:00+08:00`);
const enrolments = [{ from: '2019-01-01' as Day, district: '370102', scheme: 'pooled' }] as const;
const request = (insurance: 'pension' | 'medical', at: Instant): PayableMonthsRequest =>
  (insurance === 'pension'
    ? { insurance, at, facts: { enrolments, paidMonths: [] }, base: yuan('5000.00') }
    : { insurance, at, facts: { enrolments, paidMonths: [], bills: [], receivedItems: {} } }) as never;

describe('the last day on which a month can be paid', () => {
  it.each([
    ['pension', '2022-03', '2022-05-10', '2023-12-31'],
    ['pension', '2022-03', '2023-05-10', '2023-12-31'],
    ['pension', '2024-03', '2024-05-10', '2024-12-31'],
    ['medical', '2024-05', '2024-05-10', '2024-05-31'],
  ] as const)('of %s %s is, on %s, %s', (insurance, of, on, until) =>
    expect(payableUntil(pack('jinan'), { insurance, month: month(of) }, noon(on as Day))).toBe(until),
  );

  it('of a billed month is the last of the bill, and nothing ends a bill without one', () => {
    const billed = { insurance: 'medical', month: month('2024-03') } as const;
    const at = noon('2024-05-10' as Day);
    const until = (bill: { payableUntil?: Day }) => payableUntil(pack('jinan'), { ...billed, bill }, at);
    expect(until({ payableUntil: '2024-06-15' as Day })).toBe('2024-06-15');
    expect(until({})).toBeUndefined();
  });

  it('is the last for the engine that opens months, too', () =>
    fc.assert(
      fc.property(
        fc.constantFrom(...packNames),
        fc.constantFrom('pension' as const, 'medical' as const),
        fc.nat(50),
        fc.nat(11),
        (name, insurance, after, which) => {
          const rules = pack(name);
          const at = noon(`${plusMonths(month('2022-01'), after)}-10` as Day);
          const open = payableMonths(rules, request(insurance, at)).filter(
            ({ status }) => status === 'payable',
          );
          const of = open[which % open.length]?.month;
          if (of === undefined) return;
          const last = payableUntil(rules, { insurance, month: of }, at) as Day;
          const statusOn = (on: Day) =>
            payableMonths(rules, request(insurance, noon(on))).find((one) => one.month === of)?.status;
          expect([of, last, statusOn(dayAfter(last))]).not.toEqual([of, last, 'payable']);
          // A pack may end before the month does: then no figures are known, and nothing is payable.
          if (hasRows(name, last)) expect([of, last, statusOn(last)]).toEqual([of, last, 'payable']);
        },
      ),
      { numRuns: 100 },
    ));
});

const hasRows = (name: (typeof packNames)[number], on: Day): boolean =>
  pack(name).pensionLimits.some(({ from, until = on }) => from <= on && on <= until);
