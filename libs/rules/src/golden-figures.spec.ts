import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { day, dayOf, firstDayOf, instant, month, plusMonths } from '@canbao/calendar';
import { sum, yuan } from '@canbao/money';
import { type Insurance, type Scheme } from '@canbao/vocabulary';
import {
  assess,
  capturesBase,
  lateFeeOn,
  pack,
  payableMonths,
  pensionRates,
  rowOn,
  separateOrders,
  trueUp,
  type PackName,
  type QuoteRequest,
} from './index';

// oxlint-disable-next-line typescript/no-explicit-any -- the cases are data of many shapes
interface Case {
  readonly id: string;
  readonly pack: PackName;
  readonly rule: string;
  readonly given: any;
  readonly expect: any;
}
const cases = JSON.parse(readFileSync(join(__dirname, '../golden/cases.json'), 'utf8')) as Case[];
const casesOf = (rule: string) =>
  cases.filter((golden) => golden.rule === rule).map((golden) => [golden.id, golden] as const);

it.each(casesOf('pension.base-capture'))(
  '%s: the next batch debit takes a base that was only entered',
  (_, { pack: name, given, expect: expected }) => {
    const debit = (channel: string) => {
      const registeredBase = yuan(capturesBase(channel) ? given.submittedBase : given.registeredBaseBefore);
      const at = instant(given.submittedAt);
      const months = payableMonths(pack(name), {
        insurance: given.insurance,
        at,
        facts: { enrolments: [{}], paidMonths: [], registeredBase },
      });
      return {
        registeredBase,
        total: months.find((payable) => payable.month === dayOf(at).slice(0, 7))?.total,
      };
    };
    for (const channel of ['wechat', 'alipay'])
      expect(debit(channel)).toEqual({
        registeredBase: expected.registeredBaseAfter,
        total: expected.nextBatchDebit,
      });
    expect(debit('tax-desk').registeredBase).toBe(given.registeredBaseBefore);
  },
);

it.each(casesOf('order.separation'))(
  '%s: each authority gets an order of its own',
  (_, { pack: name, given, expect: expected }) => {
    const lines = given.lines.flatMap(
      ({ insurance, base, scheme }: { insurance: Insurance; base?: string; scheme?: Scheme }) => {
        const asked = { at: instant(given.at), months: given.months.map(month) };
        const request: QuoteRequest =
          insurance === 'pension'
            ? {
                ...asked,
                insurance,
                facts: { enrolments: [{}], paidMonths: [] },
                base: yuan(base as string),
              }
            : {
                ...asked,
                insurance,
                facts: {
                  enrolments: [{ scheme: scheme as Scheme }],
                  paidMonths: [],
                  receivedItems: {},
                  bills: [],
                },
              };
        const assessed = assess(pack(name), request);
        return assessed.accepted ? assessed.lines.map((line) => ({ ...line, insurance })) : [];
      },
    );
    const orders = separateOrders<{ insurance: Insurance; amount: ReturnType<typeof yuan> }>(lines).map(
      (order) => ({ authority: order.authority, total: sum(order.lines.map(({ amount }) => amount)) }),
    );
    expect(orders).toEqual(expected.orders);
    expect(sum(orders.map(({ total }) => total))).toBe(expected.sum);
  },
);

it.each(casesOf('pension.true-up'))(
  '%s: the difference to the new limits',
  (_, { given, expect: expected }) => {
    const months = given.months.map(month);
    const percent = rowOn(pensionRates, months[0])?.value;
    if (percent === undefined) throw new Error('no rate');
    expect(
      trueUp(
        given.config.trueUp,
        yuan(given.basePaid),
        percent,
        { lower: yuan(given.newLowerLimit) },
        months,
      ),
    ).toEqual(expected);
  },
);

it.each(casesOf('medical.late-fee'))('%s: the late fee by the day', (_, { given, expect: expected }) => {
  expect(firstDayOf(plusMonths(month(given.owedMonth), 1))).toBe(given.fromDate);
  expect(rowOn(pack('jinan').lateFeeTerms, day(given.paidOn))?.value.dailyRate).toBe(
    given.config['lateFee.dailyRate'],
  );
  const terms = rowOn(pack('jinan', given.config).lateFeeTerms, day(given.paidOn))?.value;
  if (terms === undefined) throw new Error('no terms');
  const { days, amount } = lateFeeOn(terms, yuan(given.principal), month(given.owedMonth), day(given.paidOn));
  expect({ days, lateFee: amount }).toEqual(expected);
});

it('plays 8 cases', () =>
  expect(
    ['pension.base-capture', 'order.separation', 'pension.true-up', 'medical.late-fee'].flatMap(casesOf),
  ).toHaveLength(8));
