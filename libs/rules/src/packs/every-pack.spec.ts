import fc from 'fast-check';
import { day, instant, month, monthOf, plusMonths, type Month } from '@canbao/calendar';
import { toFen, type Yuan } from '@canbao/money';
import { schemes } from '@canbao/vocabulary';
import { assess, pack, packNames, ruleReasons, type Pack, type Row } from '../index';

/** Half-up in whole fen, with nothing of the platform's arithmetic. */
const times = (amount: string, rate: string): bigint => {
  const fen = BigInt(amount.replace('.', ''));
  const millionths = BigInt(Math.round(Number(rate) * 1_000_000));
  return (fen * millionths + 500_000n) / 1_000_000n;
};
const only = <V>(rows: readonly Row<Month, V>[], of: Month): V | undefined => {
  const found = rows.filter(({ from, until = '2099-12' }) => from <= of && of <= until);
  expect(found.length).toBeLessThanOrEqual(1);
  return found[0]?.value;
};

const days = fc
  .tuple(fc.integer({ min: 0, max: 84 }), fc.constantFrom('01', '15', '28'))
  .map(([count, date]) => day(`${plusMonths(month('2020-06'), count)}-${date}`));
const bases = fc.oneof(
  fc.constant(undefined),
  fc.constantFrom('3269.00', '3457.00', '3746.00', '3980.00', '4242.00', '5762.00', '21207.00', '22863.00'),
  fc
    .integer({ min: 300_000, max: 2_400_000 })
    .map((fen) => `${Math.floor(fen / 100)}.${String(fen % 100).padStart(2, '0')}`),
);

const medicalFen = (rules: Pack, scheme: (typeof schemes)[number], of: Month, base: string | undefined) => {
  const fixed = only(rules.medicalBases, of);
  const rate = only(rules.medicalRates, of)?.[scheme];
  const surcharge = only(rules.medicalSurcharges, of);
  const used = typeof fixed === 'string' ? fixed : base;
  if (used === undefined || rate === undefined || surcharge === undefined) return undefined;
  return times(used, rate) + (surcharge.schemes.includes(scheme) ? toFen(surcharge.amount) : 0n);
};

describe('under every pack, on every day,', () => {
  it('a pension month costs base times rate, or a reason says why not', () =>
    fc.assert(
      fc.property(fc.constantFrom(...packNames), days, bases, (name, on, base) => {
        const rules = pack(name);
        const answer = assess(rules, {
          insurance: 'pension',
          at: instant(`${on}T10:00:00+08:00`),
          months: [monthOf(on)],
          facts: { enrolments: [{}], paidMonths: [] },
          ...(base === undefined ? {} : { base: base as Yuan }),
        });
        if (!answer.accepted) return expect(ruleReasons).toContain(answer.reason);
        const rate = only(rules.pensionRates, monthOf(on));
        expect(toFen(answer.total)).toBe(times(base ?? '', rate ?? ''));
      }),
      { numRuns: 500 },
    ));
  it('a medical month costs base times rate and the surcharge, or a reason says why not', () =>
    fc.assert(
      fc.property(
        fc.constantFrom(...packNames),
        fc.constantFrom(...schemes),
        days,
        bases,
        (name, scheme, on, base) => {
          const rules = pack(name);
          const of = monthOf(on);
          const answer = assess(rules, {
            insurance: 'medical',
            at: instant(`${on}T10:00:00+08:00`),
            months: [of],
            facts: { enrolments: [{ scheme }], paidMonths: [], receivedItems: {}, bills: [] },
            ...(base === undefined ? {} : { base: base as Yuan }),
          });
          const expected = medicalFen(rules, scheme, of, base);
          if (answer.accepted) {
            expect(toFen(answer.total)).toBe(expected);
            expect(answer.bundles[0]?.items).toEqual(answer.lines.map(({ item }) => item));
          } else {
            expect(ruleReasons).toContain(answer.reason);
            if (answer.reason === 'no-rate-for-month') expect(expected).toBeUndefined();
          }
        },
      ),
      { numRuns: 500 },
    ));
});
