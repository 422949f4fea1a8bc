import { yuan } from '@canbao/money';
import {
  captured,
  may,
  monthsSuspended,
  noon,
  orderId,
  partReceived,
  personId,
  suspended,
} from '../../test/fixtures';
import { collectionAnswer, paymentOrder, type PaymentEvent } from '../index';

const answerAfter = (...events: PaymentEvent[]) =>
  collectionAnswer(events.reduce(paymentOrder.evolve, paymentOrder.initial));

describe('a counter is told', () => {
  it('that its collection is paid', () => expect(answerAfter(captured(1))).toEqual({ status: 'paid' }));
  it('why its money is in suspense, and that an operator clears it', () =>
    expect(answerAfter(suspended(1, 'already-paid'))).toEqual({
      status: 'in-suspense',
      because: 'already-paid',
      conditions: [
        {
          code: 'already-paid',
          rule: 'payment.suspense',
          source: 'money that has moved is kept with its reason',
          clearedBy: 'operator',
        },
      ],
    }));
  it('which items of the month are still missing', () =>
    expect(
      answerAfter(captured(1), partReceived(1, ['pooled-unit'], ['pooled-personal', 'mutual-aid'])),
    ).toEqual({
      status: 'incomplete',
      missingItems: ['pooled-personal', 'mutual-aid'],
      conditions: [
        {
          code: 'bundle-incomplete',
          rule: 'medical.bundle',
          source: '指南 G3.2.2.6',
          clearedBy: 'payer',
          details: {
            missingItems: ['pooled-personal', 'mutual-aid'],
            months: [{ month: may, missingItems: ['pooled-personal', 'mutual-aid'] }],
          },
        },
      ],
    }));
  it('how much of it is in suspense, for which months, while others are paid', () =>
    expect(
      answerAfter(
        captured(1, { inSuspense: { amount: yuan('1000.00'), because: 'already-paid' } }),
        monthsSuspended(1, [may]),
      ),
    ).toEqual({
      status: 'paid',
      because: 'already-paid',
      inSuspense: '1000.00',
      conditions: [
        {
          code: 'already-paid',
          rule: 'payment.suspense',
          source: 'money that has moved is kept with its reason',
          clearedBy: 'operator',
          details: { months: [{ month: '2022-05', amount: '1000.00' }] },
        },
      ],
    }));
  it('that its collection is reversed, without the reason it was in suspense for', () =>
    expect(
      answerAfter(suspended(1, 'already-paid'), {
        type: 'CollectionReversed',
        data: {
          personId,
          orderId: orderId(1),
          insurance: 'pension',
          months: [],
          channel: 'ccb',
          channelTransactionNo: 'T1',
          amount: yuan('1000.00'),
          reversedAt: noon,
          entries: [],
        },
      }),
    ).toEqual({ status: 'reversed' }));
  it('nothing of what other orders brought', () =>
    expect(answerAfter(captured(1), partReceived(2, ['mutual-aid'], ['pooled-unit']))).toEqual({
      status: 'paid',
    }));
});
