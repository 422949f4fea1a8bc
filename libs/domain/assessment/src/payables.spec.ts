import { yuan } from '@canbao/money';
import { pack } from '@canbao/rules';
import type { StoredEvent } from '@canbao/event-sourcing';
import { payables, type AccountEvent } from '.';
import { account, april, enrolled, insured, may, medical, noon, pension, personId } from '../test/accounts';

const payableMonth = (insurance: 'pension' | 'medical', month: string, ...past: AccountEvent[]) => {
  const events = past.map((event, index) => ({ ...event, eventId: `event-${index + 1}` }));
  return payables(
    pack('jinan'),
    {
      insurance,
      state: past.reduce(account.evolve, account.initial),
      events: events as unknown as StoredEvent[],
    },
    noon,
  ).find((payable) => payable.month === month);
};

describe('what is payable', () => {
  it('is a pension month without conditions', () =>
    expect(payableMonth('pension', may, enrolled)).toMatchObject({ status: 'payable', conditions: [] }));
  it('is the rest of a medical month, and the event that brought the other items is named', () =>
    expect(
      payableMonth('medical', may, insured, {
        type: 'BundlePartNoted',
        data: {
          personId,
          month: may,
          items: ['pooled-unit', 'pooled-personal'],
          amounts: { 'pooled-unit': yuan('112.38'), 'pooled-personal': yuan('74.92') },
          orderId: 'order-1',
        },
      }),
    ).toMatchObject({
      status: 'payable',
      items: ['mutual-aid'],
      conditions: [{ code: 'bundle-incomplete', evidence: 'event-2' }],
    }));
  it.each([
    ['pension', { type: 'MonthsPaid', data: { ...pension, months: [april] } }],
    ['medical', { type: 'MonthsPaid', data: { ...medical, months: [april] } }],
  ] as const)('is not a paid month: %s', (insurance, paid) =>
    expect(payableMonth(insurance, april, insurance === 'pension' ? enrolled : insured, paid)).toMatchObject({
      status: 'paid',
    }),
  );
  it('is not a month that its bureau refused to book, and the month says so until that is settled', () => {
    const posting = { ...pension, month: april };
    const past: AccountEvent[] = [
      enrolled,
      { type: 'MonthsPaid', data: { ...pension, months: [april] } },
      { type: 'PostingRefusalNoted', data: { ...posting, reason: 'person frozen' } },
    ];
    expect(payableMonth('pension', april, ...past)).toEqual({
      month: april,
      status: 'closed',
      conditions: [
        {
          code: 'posting-refused',
          rule: 'posting',
          source: '经办机构的答复',
          clearedBy: 'operator',
          details: { reason: 'person frozen', wayOut: ['post-again-after-correction', 'refund'] },
          evidence: 'event-3',
        },
      ],
    });
    const givenUp: AccountEvent[] = [...past, { type: 'RefundRequestNoted', data: posting }];
    expect(payableMonth('pension', april, ...givenUp)).toMatchObject({
      status: 'closed',
      conditions: [{ code: 'posting-refused', details: { reason: 'person frozen', wayOut: ['refund'] } }],
    });
    for (const history of [past, givenUp])
      expect(
        payableMonth('pension', april, ...history, { type: 'PostingRefusalSettled', data: posting }),
      ).toMatchObject({ status: 'paid' });
    expect(
      payableMonth('pension', april, ...past, {
        type: 'MonthsReopened',
        data: { ...pension, months: [april], orderId: 'order-1' },
      }),
    ).toMatchObject({ status: 'payable', conditions: [] });
    expect(
      payableMonth(
        'pension',
        april,
        ...past,
        { type: 'MonthsReopened', data: { ...pension, months: [april], orderId: 'order-1' } },
        { type: 'MonthsPaid', data: { ...pension, months: [april] } },
      ),
    ).toMatchObject({ status: 'paid' });
  });
  it('is nothing without an enrolment, and no event says so', () => {
    const closed = payableMonth('pension', may);
    expect(closed).toMatchObject({ status: 'closed', conditions: [{ code: 'not-registered' }] });
    expect(closed?.conditions[0]).not.toHaveProperty('evidence');
  });
});
