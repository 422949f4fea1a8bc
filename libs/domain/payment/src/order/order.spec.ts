import { day, instant } from '@canbao/calendar';
import { on } from '@canbao/event-sourcing';
import { given } from '@canbao/event-sourcing/given';
import {
  april,
  captured,
  expiry,
  lastMoment,
  may,
  medicalLine,
  medicalMonth,
  medicalQuote,
  medicalQuoteOf,
  monthClaimed,
  monthReleased,
  monthReopened,
  noon,
  orderId,
  orderNoted,
  partReceived,
  pensionMonth,
  pensionPaid,
  pensionQuote,
  person,
  personId,
  quoteId,
} from '../../test/fixtures';
import {
  hasCaughtUp,
  mayAccessOrder,
  paymentOrder,
  type CloseOrder,
  type OpenOrder,
  type PaymentEvent,
} from '../index';

const open = (change: Partial<OpenOrder> = {}): OpenOrder => ({
  type: 'OpenOrder',
  orderId: orderId(1),
  payerId: 'payer-1',
  channel: 'wechat',
  quote: pensionQuote(may),
  at: noon,
  ...change,
});
const opened = (quote: OpenOrder['quote'] = pensionQuote(may)): PaymentEvent => ({
  type: 'OrderOpened',
  data: {
    personId,
    orderId: orderId(1),
    quoteId,
    payerId: 'payer-1',
    insurance: quote.insurance,
    district: '370102',
    channel: 'wechat',
    lines: quote.lines,
    total: quote.total,
    payBy: expiry,
  },
});

describe('an order', () => {
  it('claims each of its pension months until its quote expires', () =>
    given(paymentOrder)
      .when(open({ quote: pensionQuote(april, may) }))
      .then(
        opened(pensionQuote(april, may)),
        on(pensionMonth(april), monthClaimed(1, 'pension', april)),
        on(pensionMonth(may), monthClaimed(1, 'pension')),
        on(person, orderNoted(1, 'pension', april, may)),
      ));
  it('claims a medical month once, whatever the number of its items', () =>
    given(paymentOrder)
      .when(open({ quote: medicalQuote() }))
      .then(
        opened(medicalQuote()),
        on(medicalMonth(may), monthClaimed(1, 'medical')),
        on(person, orderNoted(1, 'medical', may)),
      ));
  it('is opened up to the last moment of its quote', () =>
    given(paymentOrder)
      .when(open({ at: lastMoment }))
      .then(
        opened(),
        on(pensionMonth(may), monthClaimed(1, 'pension')),
        on(person, orderNoted(1, 'pension', may)),
      ));
  it('is not opened again once it is closed', () =>
    given(paymentOrder, opened(), {
      type: 'OrderClosed',
      data: { personId, orderId: orderId(1), because: 'closed-by-payer' },
    })
      .when(open())
      .thenNothing());

  const paidMay = on(pensionMonth(may), pensionPaid(8));
  const claimedApril = on(pensionMonth(april), monthClaimed(9, 'pension', april));
  it.each([
    ['quote-expired', { expiresAt: expiry }, expiry, []],
    ['month-already-paid', { months: [may] }, noon, []],
    [
      'month-in-payment',
      { months: [april], freeAt: expiry },
      noon,
      [on(pensionMonth(may), monthReopened(8, 'pension'))],
    ],
  ] as const)('is rejected with %s first', (reason, details, at, mended) =>
    given(paymentOrder, paidMay, claimedApril, ...mended)
      .when(open({ quote: pensionQuote(april, may), at }))
      .thenRejected(reason, details),
  );
  it('is opened once nothing is in the way any more', () =>
    given(
      paymentOrder,
      paidMay,
      claimedApril,
      on(pensionMonth(may), monthReopened(8, 'pension')),
      on(pensionMonth(april), monthReleased(9, 'pension', april)),
    )
      .when(open({ quote: pensionQuote(april, may) }))
      .then(
        opened(pensionQuote(april, may)),
        on(pensionMonth(april), monthClaimed(1, 'pension', april)),
        on(pensionMonth(may), monthClaimed(1, 'pension')),
        on(person, orderNoted(1, 'pension', april, may)),
      ));

  it('waits for a claim that ends one millisecond later', () =>
    given(
      paymentOrder,
      on(pensionMonth(may), monthClaimed(9, 'pension', may, instant('2022-05-18T12:00:00.001+08:00'))),
    )
      .when(open())
      .thenRejected('month-in-payment', { months: [may] }));
  it('takes a month over at the instant another claim ends', () =>
    given(paymentOrder, on(pensionMonth(may), monthClaimed(9, 'pension', may, noon)))
      .when(open())
      .then(
        opened(),
        on(pensionMonth(may), monthClaimed(1, 'pension')),
        on(person, orderNoted(1, 'pension', may)),
      ));

  const partOfMay = on(
    medicalMonth(may),
    partReceived(8, ['pooled-unit', 'pooled-personal'], ['mutual-aid']),
  );
  it('keeps its months although a part that had arrived is reversed', () =>
    given(
      paymentOrder,
      partOfMay,
      on(medicalMonth(may), monthClaimed(9, 'medical')),
      on(medicalMonth(may), monthReopened(8, 'medical')),
    )
      .when(open({ quote: medicalQuote() }))
      .thenRejected('month-in-payment', { months: [may] }));
  it('is rejected for a medical month of which an item has arrived', () =>
    given(paymentOrder, partOfMay)
      .when(open({ quote: medicalQuote() }))
      .thenRejected('month-already-paid', { months: [may] }));
  it('is opened when the items that have arrived are ordered for other months only', () => {
    const quote = medicalQuoteOf([medicalLine('mutual-aid'), medicalLine('pooled-unit', april)]);
    given(paymentOrder, partOfMay)
      .when(open({ quote }))
      .then(
        opened(quote),
        on(medicalMonth(may), monthClaimed(1, 'medical')),
        on(medicalMonth(april), monthClaimed(1, 'medical', april)),
        on(person, orderNoted(1, 'medical', may, april)),
      );
  });
  it('is opened for the items that are still missing', () =>
    given(paymentOrder, partOfMay)
      .when(open({ quote: medicalQuote('mutual-aid') }))
      .then(
        opened(medicalQuote('mutual-aid')),
        on(medicalMonth(may), monthClaimed(1, 'medical')),
        on(person, orderNoted(1, 'medical', may)),
      ));

  it.each([
    ['is opened with a quote of its channel', 'wechat', undefined, 'accepted'],
    ['is opened by a payer who is signed in there', 'wechat', 'wechat', 'accepted'],
    ['is not opened with the quote of a counter', 'tax-desk', 'wechat', 'channel-mismatch'],
    ['is not opened with the quote of another mini-program', 'alipay', undefined, 'channel-mismatch'],
    ['is not opened by a payer of another mini-program', undefined, 'alipay', 'channel-mismatch'],
  ] as const)('%s', (_, channel, payerChannel, expected) => {
    const quote = { ...pensionQuote(may), ...(channel === undefined ? {} : { channel }) };
    const { outcome } = given(paymentOrder).when(open({ quote, payerChannel }));
    expect(outcome.accepted ? 'accepted' : outcome.reason).toBe(expected);
  });
  it.each([
    ['another payer asked for', 'payer-2'],
    ['a counter asked for', undefined],
  ])('is not opened with a quote that %s', (_, payerId) => {
    const { payerId: _own, ...quote } = pensionQuote(may);
    given(paymentOrder)
      .when(open({ quote: payerId === undefined ? quote : { ...quote, payerId } }))
      .thenRejected('quote-of-another-payer');
  });
  it.each([
    ['nothing is known of the person', [], false],
    ['only the other insurance is known', ['medical'], false],
    ['the enrolment is known', ['medical', 'pension'], true],
  ] as const)('rests on facts that may be on their way: %s', (_, known, expected) => {
    const facts = known.map((insurance): PaymentEvent => ({
      type: 'EnrolmentNoted',
      data: { personId, insurance, district: '370102', from: day('2022-01-01') },
    }));
    const state = facts.reduce(paymentOrder.evolve, paymentOrder.initial);
    expect(hasCaughtUp(open(), state)).toBe(expected);
    const death: PaymentEvent = { type: 'DeathNoted', data: { personId, diedOn: day('2022-04-10') } };
    expect(hasCaughtUp(open(), paymentOrder.evolve(state, death))).toBe(false);
  });
  it('is not opened for a month that is no longer payable, and says why', () =>
    given(paymentOrder, on(person, { type: 'DeathNoted', data: { personId, diedOn: day('2022-04-10') } }))
      .when(open({ quote: pensionQuote(april, may) }))
      .thenRejected('month-not-payable', { months: [may], because: 'person-deceased' }));
});

describe('closing an order', () => {
  const close = (change: Partial<CloseOrder> = {}): CloseOrder => ({
    type: 'CloseOrder',
    orderId: orderId(1),
    at: noon,
    ...change,
  });
  const closed = (
    because: 'closed-by-payer' | 'expired' | 'paid-elsewhere' = 'closed-by-payer',
  ): PaymentEvent => ({
    type: 'OrderClosed',
    data: { personId, orderId: orderId(1), because },
  });
  const claimed = on(pensionMonth(may), monthClaimed(1, 'pension'));
  const endsClaim = { endsClaimOf: orderId(1) };

  it('releases its months', () =>
    given(
      paymentOrder,
      opened(pensionQuote(april, may)),
      on(pensionMonth(april), monthClaimed(1, 'pension', april)),
      claimed,
    )
      .when(close())
      .then(
        closed(),
        on(pensionMonth(april), monthReleased(1, 'pension', april)),
        on(pensionMonth(may), monthReleased(1, 'pension')),
      ));
  it('keeps the items that a medical month has received', () => {
    const received = on(
      medicalMonth(may),
      partReceived(8, ['pooled-unit', 'pooled-personal'], ['mutual-aid']),
    );
    const released = on(medicalMonth(may), monthReleased(1, 'medical'));
    given(
      paymentOrder,
      received,
      opened(medicalQuote('mutual-aid')),
      on(medicalMonth(may), monthClaimed(1, 'medical')),
    )
      .when(close())
      .then(closed(), released);
    given(paymentOrder, received, released)
      .when(open({ quote: medicalQuote('pooled-unit') }))
      .thenRejected('month-already-paid', { months: [may] });
  });
  it('releases no month that is paid at another channel meanwhile', () =>
    given(paymentOrder, opened(), claimed, on(pensionMonth(may), pensionPaid(2, may, endsClaim)))
      .when(close())
      .then(closed()));
  it('releases no month that another order has claimed since', () =>
    given(paymentOrder, opened(), claimed, on(pensionMonth(may), monthClaimed(2, 'pension')))
      .when(close())
      .then(closed()));
  it('has no effect on one that is closed', () =>
    given(paymentOrder, opened(), claimed, closed()).when(close()).thenNothing());
  it('is rejected for an order that does not exist', () =>
    given(paymentOrder).when(close()).thenRejected('order-not-found'));
  it('is rejected for one that is paid', () =>
    given(paymentOrder, opened(), captured(1))
      .when(close())
      .thenRejected('order-not-open', { status: 'paid' }));

  it('releases the other months of one whose month was paid at a counter, and says so', () =>
    given(
      paymentOrder,
      { ...opened(), data: { ...opened().data, lines: pensionQuote(april, may).lines } } as PaymentEvent,
      on(pensionMonth(april), monthClaimed(1, 'pension', april)),
      claimed,
      on(pensionMonth(may), pensionPaid(2, may, endsClaim)),
    )
      .when(close({ type: 'ClosePaidElsewhere' }))
      .then(closed('paid-elsewhere'), on(pensionMonth(april), monthReleased(1, 'pension', april))));
  it('happens by itself at the instant its time to pay is over', () =>
    given(paymentOrder, opened(), claimed)
      .when(close({ type: 'ExpireOrder', at: expiry }))
      .then(closed('expired'), on(pensionMonth(may), monthReleased(1, 'pension'))));
  it('does not happen by itself a millisecond earlier', () =>
    given(paymentOrder, opened(), claimed)
      .when(close({ type: 'ExpireOrder', at: lastMoment }))
      .thenNothing());
  it('is open to the payer after that instant too', () =>
    given(paymentOrder, opened(), claimed)
      .when(close({ at: expiry }))
      .then(closed(), on(pensionMonth(may), monthReleased(1, 'pension'))));
});

describe('an order is shown', () => {
  const [online, counted] = [
    { payerId: 'payer-1', channel: 'wechat' },
    { payerId: null, channel: 'ccb' },
  ];
  it.each([
    ['to its payer', { role: 'payer', subject: 'payer-1', channel: 'alipay' }, online, true],
    ['not to another payer', { role: 'payer', subject: 'payer-2', channel: 'wechat' }, online, false],
    ['not to a payer when a counter took the money', { role: 'payer', subject: 'payer-1' }, counted, false],
    ['to a teller of its bank', { role: 'bank', subject: 'teller', bank: 'ccb' }, counted, true],
    ['not to a teller of another bank', { role: 'bank', subject: 'teller', bank: 'icbc' }, counted, false],
    ['not to a teller whose bank is unknown', { role: 'bank', subject: 'teller' }, counted, false],
    [
      'to the tax desk that took the money',
      { role: 'tax-desk', subject: 'clerk' },
      { ...counted, channel: 'tax-desk' },
      true,
    ],
    ['not to the tax desk when a bank took it', { role: 'tax-desk', subject: 'clerk' }, counted, false],
    ['to an operator', { role: 'operator', subject: 'someone' }, online, true],
    ['to an auditor', { role: 'auditor', subject: 'someone' }, counted, true],
    ['to nobody else', { role: 'agency', subject: 'payer-1' }, online, false],
  ] as const)('%s', (_, caller, order, shown) => expect(mayAccessOrder(caller, order)).toBe(shown));
});
