import { on, type Placed } from '@canbao/event-sourcing';
import { given } from '@canbao/event-sourcing/given';
import { yuan } from '@canbao/money';
import { debitItem, paymentOrder, type OpenOrder } from '..';
import {
  expiry,
  may,
  medicalMonth,
  monthClaimed,
  noon,
  orderId,
  partReceived,
  pensionMonth,
  pensionPaid,
  pensionQuote,
  person,
  personId,
} from '../../test/fixtures';
import type { AnyDebitEvent } from './item';
import {
  changed,
  changedTerms,
  claimedBy,
  include,
  includeMedical,
  item,
  leaveOut,
  packed,
  ready,
  readyMedical,
  request,
  requested,
  signed,
  stopped,
  verified,
  verifiedAgain,
} from '../../test/debits';

const month = pensionMonth(may);
type Past = readonly (AnyDebitEvent | Placed<AnyDebitEvent>)[];
const agreed: Past = [signed, verified];
const askedMedical = { ...requested, data: { ...requested.data, insurance: 'medical' } } as typeof requested;
const isLeftOut = (because: string) =>
  expect.objectContaining({ type: 'DebitItemLeftOut', data: expect.objectContaining({ because }) });
const decided = (...past: Past) => {
  const { outcome } = given(debitItem, requested, ...past).when(include);
  return outcome.accepted ? outcome.events.map(({ event }) => event) : [];
};

describe('a month in a run', () => {
  it('is asked for once', () => given(debitItem).when(request).then(requested));
  it('is claimed when assessment has given its figures', () =>
    given(debitItem, requested, ...agreed)
      .when(include)
      .then(ready, on(month, claimedBy('pension'))));
  it('of medical insurance is claimed as a whole bundle', () =>
    given(debitItem, askedMedical, ...agreed)
      .when(includeMedical)
      .then(readyMedical, on(medicalMonth(may), claimedBy('medical'))));
  it.each([
    ['agreement-stopped', [...agreed, stopped]],
    ['agreement-not-verified', [signed]],
    ['agreement-not-verified', [...agreed, changed]],
    ['agreement-changed', [...agreed, changed, verifiedAgain]],
    ['month-already-paid', [...agreed, on(month, pensionPaid(2))]],
    ['month-in-payment', [...agreed, on(month, monthClaimed(2, 'pension'))]],
    [
      'month-in-debit-run',
      [
        ...agreed,
        on(month, {
          type: 'MonthClaimed',
          data: {
            personId,
            insurance: 'pension',
            month: may,
            orderId: orderId(2),
            until: noon,
            by: 'debit-run',
          },
        }),
      ],
    ],
    [
      'person-deceased',
      [...agreed, on(person, { type: 'DeathNoted', data: { personId, diedOn: '2022-04-30' as never } })],
    ],
  ] as [string, Past][])('is left out with the reason %s', (because, past) =>
    expect(decided(...past)).toEqual([isLeftOut(because)]),
  );
  it('is asked of the new bank by the next run, once the agreement is changed', () => {
    const [next, bank] = [{ ...item, itemId: orderId(3) }, 'icbc'] as const;
    const asked = { ...requested.data, ...next, bank };
    given(debitItem)
      .when({ ...request, ...next, bank })
      .then({ ...requested, data: asked } as AnyDebitEvent);
    const { outcome } = given(
      debitItem,
      { type: 'DebitRequested', data: asked } as AnyDebitEvent,
      ...agreed,
      changed,
      verifiedAgain,
    ).when({ ...include, ...next });
    expect(outcome).toMatchObject({
      events: [
        {
          event: {
            type: 'DebitItemReady',
            data: { itemId: next.itemId, protocolNo: changedTerms.protocolNo },
          },
        },
        { event: { type: 'MonthClaimed', data: { orderId: next.itemId } } },
      ],
    });
  });
  it('that was paid before its pack was made is left out, and no longer claimed', () => {
    const leaveOutPaid = { type: 'LeaveOutPaid', ...item, at: noon } as const;
    const held: Past = [requested, ready, on(month, claimedBy('pension'))];
    const paid = on(month, pensionPaid(2, may, { stillHeldBy: item.itemId }));
    expect(given(debitItem, ...held, paid).when(leaveOutPaid).outcome).toMatchObject({
      events: [{ event: isLeftOut('month-already-paid') }, { event: { type: 'MonthReleased' } }],
    });
    given(debitItem, ...held)
      .when(leaveOutPaid)
      .thenNothing();
    given(debitItem, ...held, packed, paid)
      .when(leaveOutPaid)
      .thenNothing();
  });
  it('is claimed again once an order has let it go', () =>
    expect(decided(...agreed, on(month, monthClaimed(2, 'pension', may, noon)) as never)[0]?.type).toBe(
      'DebitItemReady',
    ));
  it('of which a part has arrived since is left out: its figures are no longer whole', () => {
    const past: Past = [
      askedMedical,
      ...agreed,
      on(medicalMonth(may), partReceived(2, ['mutual-aid'], ['pooled-unit', 'pooled-personal'])),
    ];
    expect(given(debitItem, ...past).when(includeMedical).outcome).toMatchObject({
      events: [{ event: isLeftOut('month-already-paid') }],
    });
  });
  it('that assessment refuses is left out with its reason', () => {
    given(debitItem, requested)
      .when({ ...leaveOut('base-below-lower-limit'), details: { lower: '3980.00' } })
      .then({
        type: 'DebitItemLeftOut',
        data: { ...item, because: 'base-below-lower-limit', details: { lower: '3980.00' }, leftOutAt: noon },
      });
  });
  it('is free again when it is left out before its pack is made, and not after', () => {
    const held: Past = [requested, ready, on(month, claimedBy('pension'))];
    expect(given(debitItem, ...held).when(leaveOut('agreement-stopped')).outcome).toMatchObject({
      events: [{ event: isLeftOut('agreement-stopped') }, { event: { type: 'MonthReleased' } }],
    });
    given(debitItem, ...held, packed)
      .when(leaveOut('agreement-stopped'))
      .thenNothing();
  });
});

describe('an order for a month in a batch', () => {
  const open: OpenOrder = {
    type: 'OpenOrder',
    orderId: orderId(2),
    payerId: 'payer-1',
    channel: 'wechat',
    quote: pensionQuote(may),
    at: noon,
  };
  it('is refused with the reason and the day when it is free at the latest', () =>
    given(paymentOrder, on(month, claimedBy('pension') as never))
      .when(open)
      .thenRejected('month-in-debit-run', {
        months: [may],
        conditions: [
          expect.objectContaining({ code: 'month-in-debit-run', clearsOn: '2022-05-26T00:00:00.000+08:00' }),
        ],
      }));
  it('is refused also after that day, while the bank has not answered', () => {
    const late = { ...claimedBy('pension').data, until: noon };
    given(paymentOrder, on(month, { type: 'MonthClaimed', data: late } as never))
      .when({ ...open, at: '2022-05-18T12:29:00.000+08:00' as typeof expiry })
      .thenRejected('month-in-debit-run');
  });
  it('of which the batch has let go is opened', () =>
    expect(
      given(
        paymentOrder,
        on(month, claimedBy('pension') as never),
        on(month, {
          type: 'MonthReleased',
          data: { personId, insurance: 'pension', month: may, orderId: orderId(1) },
        }),
      ).when(open).outcome,
    ).toMatchObject({ accepted: true }));
  it('is for the same money as the debit', () => expect(include.total).toBe(yuan('1000.00')));
});
