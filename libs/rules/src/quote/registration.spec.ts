import { day, instant, month, type Month } from '@canbao/calendar';
import { rate, yuan } from '@canbao/money';
import {
  assess,
  certificateOf,
  certifiedRequest,
  conditionsOf,
  enrolmentFor,
  enrolmentOn,
  pack,
  payableMonths,
  type MedicalFacts,
  type PensionFacts,
  type QuoteRequest,
} from '../index';

const noon = instant('2022-05-18T12:00:00+08:00');
const jinan = pack('jinan');

it.each([
  [{}, true],
  [{ from: day('2022-05-18') }, true],
  [{ from: day('2022-05-19') }, false],
  [{ until: day('2022-05-18') }, true],
  [{ until: day('2022-05-17') }, false],
  [{ from: day('2022-05-18'), until: day('2022-05-18') }, true],
  [{ from: day('2022-01-01'), until: day('2022-05-17') }, false],
])('an enrolment %j is in force on 2022-05-18: %s', (enrolment, inForce) =>
  expect(enrolmentOn([enrolment], day('2022-05-18'))).toBe(inForce ? enrolment : undefined),
);

describe('the enrolment of a month', () => {
  const first = { from: day('2022-02-10'), until: day('2022-03-15'), district: '370102' } as const;
  const second = { from: day('2022-03-20'), until: day('2022-05-18'), district: '370103' } as const;
  const planned = { from: day('2022-05-19'), district: '370104' } as const;
  const enrolments = [first, second, planned];
  it.each([
    ['2022-01', 'before the first enrolment', first],
    ['2022-02', 'begun in the month', first],
    ['2022-03', 'changed in the month', second],
    ['2022-04', 'under the second enrolment', second],
    ['2022-05', 'today, with a change planned for tomorrow', second],
    ['2022-06', 'after today', second],
  ])('%s, %s', (value, _, expected) =>
    expect(enrolmentFor({ enrolments }, month(value), noon)).toBe(expected),
  );
  it('that ended in a past month is none, as it was none on the day after its end', () => {
    const dayAfterwards = instant('2022-03-16T12:00:00+08:00');
    for (const at of [dayAfterwards, noon])
      expect(enrolmentFor({ enrolments: [first] }, month('2022-03'), at)).toBeUndefined();
    expect(enrolmentFor({ enrolments: [first] }, month('2022-02'), noon)).toBe(first);
  });
  it('that ended on the last day of a past month is the one of that month', () => {
    const whole = { ...first, until: day('2022-03-31') };
    expect(enrolmentFor({ enrolments: [whole] }, month('2022-03'), noon)).toBe(whole);
  });
  it('that ended before the month is none', () =>
    expect(enrolmentFor({ enrolments: [first] }, month('2022-04'), noon)).toBeUndefined());
  it('that is only planned is none', () =>
    expect(enrolmentFor({ enrolments: [planned] }, month('2022-04'), noon)).toBeUndefined());
  it('of the month of death lasts to its end, whatever end was told', () => {
    const until = { ...second, until: day('2022-05-10') };
    expect(enrolmentFor({ enrolments: [until] }, month('2022-05'), noon)).toBeUndefined();
    const nextMonth = instant('2022-06-18T12:00:00+08:00');
    for (const at of [noon, nextMonth])
      expect(enrolmentFor({ enrolments: [until], diedOn: day('2022-05-10') }, month('2022-05'), at)).toBe(
        until,
      );
  });
});

describe('an enrolment that is only planned', () => {
  const opening = (insurance: 'pension' | 'medical', from: string, value: string) => {
    const enrolments = [{ from: day(from), scheme: 'pooled' as const }];
    const facts = { enrolments, paidMonths: [], receivedItems: {}, bills: [] };
    const months = [month(value)];
    const refused = assess(jinan, { insurance, at: noon, months, facts });
    if (refused.accepted) throw new Error('a planned enrolment is not in force');
    return conditionsOf(jinan, refused, { insurance, months });
  };
  it.each([
    ['medical', '2022-05-19', '2022-05', '2022-05-19'],
    ['medical', '2022-06-01', '2022-06', '2022-06-01'],
    ['medical', '2022-06-10', '2022-07', '2022-07-01'],
    ['pension', '2022-05-19', '2022-05', '2022-05-19'],
    ['pension', '2022-06-01', '2022-02', '2022-06-01'],
  ] as const)('opens a %s month from %s: %s on %s', (insurance, from, value, clearsOn) =>
    expect(opening(insurance, from, value)).toMatchObject([
      { code: 'not-registered', clearedBy: 'time', clearsOn, details: { enrolledFrom: from } },
    ]),
  );
  it.each([
    ['medical', '2022-06-01', '2022-05'],
    ['pension', '2023-01-01', '2022-05'],
  ] as const)('does not open a %s month from %s: %s', (insurance, from, value) => {
    const [condition] = opening(insurance, from, value);
    expect(condition).toMatchObject({ code: 'not-registered', clearedBy: 'registration-agency' });
    expect(condition?.clearsOn).toBeUndefined();
  });
});

describe('a change of scheme', () => {
  const total = (until: string, from: string) =>
    payableMonths(jinan, {
      insurance: 'medical',
      at: noon,
      facts: {
        enrolments: [
          { from: day('2022-01-01'), until: day(until), scheme: 'pooled' },
          { from: day(from), scheme: 'with-account' },
        ],
        paidMonths: [],
        receivedItems: {},
        bills: [],
      },
    }).find((payable) => payable.month === month('2022-05'))?.total;
  it('from tomorrow does not touch the current month', () =>
    expect(total('2022-05-18', '2022-05-19')).toBe('205.30'));
  it('from today holds for the current month', () =>
    expect(total('2022-05-17', '2022-05-18')).toBe('337.14'));
});

describe('months after a death, or under an employer', () => {
  const months = (...texts: string[]): Month[] => texts.map((text) => month(text));
  const facts: PensionFacts = { enrolments: [{ from: day('2022-01-01') }], paidMonths: [] };
  const pension = (change: Partial<PensionFacts>, ...asked: Month[]): QuoteRequest => ({
    insurance: 'pension',
    at: noon,
    months: asked,
    base: yuan('5000.00'),
    facts: { ...facts, ...change },
  });
  const medical = (change: Partial<MedicalFacts>, ...asked: Month[]): QuoteRequest => ({
    insurance: 'medical',
    at: noon,
    months: asked,
    facts: {
      enrolments: [{ from: day('2022-01-01'), scheme: 'pooled' }],
      paidMonths: [],
      receivedItems: {},
      bills: [],
      ...change,
    },
  });
  const died = { diedOn: day('2022-04-30') };
  const covered = { employerMonths: months('2022-05') };
  it('of death are payable up to its month', () => {
    expect(assess(jinan, pension(died, ...months('2022-03', '2022-04')))).toMatchObject({ total: '2000.00' });
    expect(assess(jinan, pension(died, ...months('2022-04', '2022-05')))).toEqual({
      accepted: false,
      reason: 'person-deceased',
      details: { rejectedMonths: ['2022-05'], diedOn: '2022-04-30' },
    });
    expect(assess(jinan, medical(died, month('2022-05')))).toMatchObject({ reason: 'person-deceased' });
  });
  it('of cover through an employer are not payable', () => {
    expect(assess(jinan, pension(covered, ...months('2022-04', '2022-05')))).toEqual({
      accepted: false,
      reason: 'covered-by-employer',
      details: { rejectedMonths: ['2022-05'] },
    });
    expect(assess(jinan, medical(covered, month('2022-05')))).toMatchObject({
      reason: 'covered-by-employer',
    });
    expect(assess(jinan, pension(covered, month('2022-04')))).toMatchObject({ accepted: true });
  });
  it('are named when only some of the months asked for are without an enrolment', () =>
    expect(
      assess(
        jinan,
        pension(
          { enrolments: [{ from: day('2022-01-01'), until: day('2022-03-31') }] },
          ...months('2022-03', '2022-04'),
        ),
      ),
    ).toMatchObject({ reason: 'not-registered', details: { rejectedMonths: ['2022-04'] } }));
  it.each([
    ['a death', pension(died, month('2022-05'))],
    ['an employer', medical(covered, month('2022-05'))],
    [
      'two enrolments',
      medical(
        {
          enrolments: [
            { from: day('2022-01-01'), until: day('2022-05-17'), scheme: 'pooled', district: '370102' },
            { from: day('2022-05-18'), scheme: 'with-account', district: '370102' },
          ],
        },
        month('2022-05'),
      ),
    ],
  ])('with %s give a certificate that can be assessed again', (_, request) => {
    const certificate = certificateOf(jinan, request, assess(jinan, request));
    const again = certifiedRequest(JSON.parse(JSON.stringify(certificate)) as object);
    expect(certificateOf(jinan, again, assess(jinan, again))).toEqual(certificate);
    expect(again.facts).toEqual(request.facts);
  });
  it('do not close a past month that the agency has billed, even after the enrolment has ended', () => {
    const amount = yuan('337.14');
    const items = [{ item: 'with-account' as const, base: amount, rate: rate('1'), amount }];
    const bill = { billId: 'bill-1', month: month('2022-03'), lateFee: yuan('0.00'), items };
    const facts = { enrolments: [{ until: day('2022-04-30'), scheme: 'pooled' as const }], bills: [bill] };
    expect(assess(jinan, medical(facts, month('2022-03')))).toMatchObject({ accepted: true });
    expect(assess(jinan, medical(facts, month('2022-05')))).toMatchObject({ reason: 'not-registered' });
  });
});
