import { day, instant, month } from '@canbao/calendar';
import { rate, yuan } from '@canbao/money';
import { pack } from '../packs/packs';
import { assess } from './assess';
import { certificateOf, certifiedPack, certifiedRequest } from './certificate';
import { payableMonths } from './payable-months';
import type { DueTrueUp, PensionRequest } from './quote-request';

const jinan = pack('jinan');
const [january, february, september] = [month('2022-01'), month('2022-02'), month('2022-09')];
const added = (of = january): DueTrueUp => ({
  month: of,
  limit: yuan('3980.00'),
  base: yuan('234.00'),
  rate: rate('0.20'),
  amount: yuan('46.80'),
  parts: { pooledFund: yuan('28.08'), personalAccount: yuan('18.72') },
});
const request = (
  change: Partial<Omit<PensionRequest, 'facts'>> & { readonly facts?: object } = {},
): PensionRequest => ({
  insurance: 'pension',
  at: instant('2022-09-20T10:00:00+08:00'),
  months: [january],
  ...change,
  facts: {
    enrolments: [{ from: day('2020-01-01') }],
    paidMonths: [january, february],
    trueUps: [added(), added(february)],
    ...change.facts,
  },
});

describe('what final limits have added to a paid month', () => {
  it('is a line of its own, linked to the month', () => {
    const { month: _, limit: _limit, ...figures } = added();
    expect(assess(jinan, request())).toMatchObject({
      accepted: true,
      total: '46.80',
      lines: [{ item: 'pension-true-up', month: '2022-01', ...figures }],
    });
  });
  it('is quoted together with months that are owed themselves', () =>
    expect(assess(jinan, request({ months: [september, january], base: yuan('3980.00') }))).toMatchObject({
      total: '842.80',
      lines: [
        { item: 'pension-true-up', month: '2022-01' },
        { item: 'pension', month: '2022-09' },
      ],
    }));
  it('is payable in a later year, too', () =>
    expect(assess(jinan, request({ at: instant('2024-03-01T10:00:00+08:00') }))).toMatchObject({
      total: '46.80',
    }));
  it.each([
    ['paid', { trueUps: [{ ...added(), isPaid: true }] }, undefined, 'already-paid'],
    [
      'paid, and asked for by its item',
      { trueUps: [{ ...added(), isPaid: true }] },
      ['pension-true-up'],
      'already-paid',
    ],
    ['not asked for', {}, ['pension'], 'already-paid'],
    ['asked for where there is none', { trueUps: [] }, ['pension-true-up'], 'unknown-item'],
    ['of a month whose money went back', { paidMonths: [] }, ['pension-true-up'], 'unknown-item'],
    ['of somebody who has died since', { diedOn: day('2022-09-10') }, undefined, 'person-deceased'],
  ] as const)('is refused when %s', (_, facts, items, reason) =>
    expect(assess(jinan, request({ facts, ...(items === undefined ? {} : { items }) }))).toMatchObject({
      accepted: false,
      reason,
    }),
  );
  it('is never debited', () =>
    expect(assess(jinan, request({ debitUntil: day('2022-09-30') }))).toMatchObject({
      reason: 'already-paid',
    }));
  it('can be assessed again from its certificate', () => {
    const asked = request();
    const certificate = certificateOf(jinan, asked, assess(jinan, asked));
    const again = certifiedRequest(certificate);
    expect(certificateOf(certifiedPack(certificate), again, assess(jinan, again))).toEqual(certificate);
  });
  it('is among the payable months, with its item', () => {
    const { facts, at } = request();
    const months = payableMonths(jinan, { insurance: 'pension', at, facts });
    expect(months[0]).toEqual({
      month: '2022-01',
      status: 'payable',
      items: ['pension-true-up'],
      amounts: { 'pension-true-up': '46.80' },
      total: '46.80',
      conditions: [],
    });
  });
});
