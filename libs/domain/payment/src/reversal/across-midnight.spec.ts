import { instant } from '@canbao/calendar';
import { on } from '@canbao/event-sourcing';
import { given } from '@canbao/event-sourcing/given';
import { collection, reverse, unidentified } from '../../test/commands';
import {
  captured,
  earlyReversal,
  may,
  orderId,
  pensionMonth,
  pensionPaid,
  pensionQuote,
  pensionSettled,
  suspended,
} from '../../test/fixtures';
import { paymentOrder, type PaymentEvent } from '../index';

const evening = instant('2022-05-18T23:58:00.000+08:00');
const afterMidnight = instant('2022-05-19T00:01:00.000+08:00');
const tooLate = instant('2022-05-19T00:03:00.001+08:00');
const tolerance = { toleranceMs: 300_000 };
const order = (n: number) => `order-${orderId(n)}` as const;
const early = (n: number, change: object = {}): PaymentEvent => {
  const { data } = earlyReversal(n) as Extract<PaymentEvent, { type: 'EarlyReversalRecorded' }>;
  return {
    type: 'EarlyReversalRecorded',
    data: { ...data, channelTransactionNo: 'T1', reversedAt: evening, ...change },
  };
};
/** Order 2 is that of the same number on the next day. */
const request = { ...reverse(1, evening), acrossMidnight: { orderId: orderId(2), ...tolerance } };
const mark = on(order(2), early(2, tolerance));

describe('a reversal near midnight that comes before its collection', () => {
  it('is recorded for both days', () => given(paymentOrder).when(request).then(early(1), mark));
  it.each([
    ['the same day', 1, evening],
    ['the next day, within the tolerance', 2, afterMidnight],
  ] as const)('voids its collection dated on %s', (_, n, paidAt) =>
    given(paymentOrder, on(order(1), early(1)), mark)
      .when(collection(n, pensionQuote(may), { paidAt }))
      .then(suspended(n, 'void-by-reversal', { paidAt })),
  );
  it('voids its collection though the quote is unknown', () => {
    const { outcome } = given(paymentOrder, mark).when({ ...unidentified(2), paidAt: afterMidnight });
    expect(outcome).toMatchObject({ events: [{ event: { data: { because: 'void-by-reversal' } } }] });
  });
  it('leaves alone what the number is used for on the next day', () => {
    const quote = { ...pensionQuote(may), expiresAt: instant('2022-05-19T00:30:00.000+08:00') };
    given(paymentOrder, mark)
      .when(collection(2, quote, { paidAt: tooLate }))
      .then(
        captured(2, { paidAt: tooLate }),
        {
          ...pensionSettled(2, may),
          data: { ...pensionSettled(2, may).data, paidAt: tooLate },
        } as PaymentEvent,
        on(pensionMonth(may), pensionPaid(2)),
      );
  });
  it('takes back a collection of the next day that was recorded meanwhile', () => {
    const { outcome } = given(
      paymentOrder,
      on(order(2), captured(2, { paidAt: afterMidnight })),
      on(pensionMonth(may), pensionPaid(2)),
    ).when(request);
    expect(outcome).toMatchObject({
      events: [
        { stream: order(2), event: { type: 'CollectionReversed', data: { orderId: orderId(2) } } },
        { stream: order(2), event: { type: 'SettlementReversed', data: { orderId: orderId(2) } } },
        { stream: pensionMonth(may), event: { type: 'MonthReopened', data: { orderId: orderId(2) } } },
      ],
    });
  });
});
