import { instant } from '@canbao/calendar';
import { on } from '@canbao/event-sourcing';
import { given } from '@canbao/event-sourcing/given';
import { yuan } from '@canbao/money';
import {
  captured,
  may,
  orderId,
  pensionMonth,
  pensionPaid,
  pensionSettled,
  personId,
} from '../../test/fixtures';
import type { PaymentEvent } from '../index';
import { refund, type RefundCommand } from './refund';

const [own, ofCase] = ['60000000-0000-4000-8000-000000000001', '60000000-0000-4000-8000-000000000002'];
const at = instant('2022-05-20T09:00:00.000+08:00');
const insurance = 'pension';
const order = `order-${orderId(1)}`;
const payer = 'payer:wechat:payer-1';
const paid = [
  on(order, captured(1, { amount: yuan('1000.00') })),
  on(order, pensionSettled(1, may)),
  on(pensionMonth(may), pensionPaid(1)),
];
const apply = (refundId: string, by: string): RefundCommand => ({
  type: 'ApplyForRefund',
  refundId,
  personId,
  insurance,
  months: [may],
  because: by === 'case' ? 'death' : 'error',
  by,
  ...(by === 'case' ? {} : { at }),
});
const eventsOf = (...past: Parameters<typeof given>[1][]) => ({
  when: (command: RefundCommand) => {
    const { outcome } = given(refund, ...past).when(command);
    if (!outcome.accepted) throw new Error(outcome.reason);
    return outcome.events.map(({ stream = `refund-${own}`, event }) => on(stream, event as PaymentEvent));
  },
});
const applied = eventsOf(...paid).when(apply(own, payer));
const joined = eventsOf(...paid, ...applied).when(apply(ofCase, 'case'));
const withdraw: RefundCommand = { type: 'WithdrawRefund', refundId: own, by: payer, at };
const caseOver: RefundCommand = { type: 'EndRefundCase', personId, insurance, month: may };
const only = (streams: readonly ReturnType<typeof on>[]) => streams.map(({ stream }) => stream);

describe('a case that asks for months of an open refund', () => {
  it('joins it instead of being lost, on the refund and on its order, once', () => {
    expect(joined).toEqual(
      [`refund-${own}`, order].map((stream) =>
        on(stream, {
          type: 'RefundJoinedByCase',
          data: { orderId: orderId(1), refundId: own, personId, because: 'death' },
        } as PaymentEvent),
      ),
    );
    given(refund, ...paid, ...applied, ...joined)
      .when(apply(ofCase, 'case'))
      .thenNothing();
  });

  it('keeps the payer from withdrawing it, until the case is over', () => {
    given(refund, ...paid, ...applied, ...joined)
      .when(withdraw)
      .thenRejected('refund-case-open');
    const left = eventsOf(...paid, ...applied, ...joined).when(caseOver);
    expect(left.map(({ event }) => event.type)).toEqual(['RefundLeftByCase', 'RefundLeftByCase']);
    expect(only(left)).toEqual([`refund-${own}`, order]);
    given(refund, ...paid, ...applied, ...joined, ...left)
      .when(caseOver)
      .thenNothing();
    expect(given(refund, ...paid, ...applied, ...joined, ...left).when(withdraw).outcome).toMatchObject({
      accepted: true,
      events: [{ event: { type: 'RefundClosed' } }, { event: { type: 'RefundEnded' } }],
    });
  });

  it('asks for nothing where the refund is decided: the money is on its way back', () => {
    const committed = on(order, {
      type: 'RefundCommitted',
      data: { orderId: orderId(1), refundId: own },
    } as PaymentEvent);
    given(refund, ...paid, ...applied, committed)
      .when(apply(ofCase, 'case'))
      .thenNothing();
  });

  it('leaves another applicant refused', () =>
    given(refund, ...paid, ...applied)
      .when(apply(ofCase, 'payer:wechat:payer-2'))
      .thenRejected('refund-open', { refundId: own }));
});
