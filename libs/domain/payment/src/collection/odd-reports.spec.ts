import { instant } from '@canbao/calendar';
import { on } from '@canbao/event-sourcing';
import { given } from '@canbao/event-sourcing/given';
import { yuan } from '@canbao/money';
import { collection, reverse } from '../../test/commands';
import {
  accountQuote,
  april,
  billedQuote,
  bundleSettled,
  captured,
  expiry,
  may,
  medicalLine,
  medicalMonth,
  medicalQuote,
  medicalQuoteOf,
  noon,
  orderId,
  partReceived,
  pensionMonth,
  pensionPaid,
  pensionQuote,
  pensionSettled,
  personId,
  suspended,
  wholeBundle,
} from '../../test/fixtures';
import { collectionAnswer, isConflicting, paymentOrder, type PaymentEvent } from '../index';

const medical = { insurance: 'medical' } as const;
const withFee = [...wholeBundle, 'late-fee'] as const;
const billedMonths = billedQuote(
  medicalQuoteOf([april, may].flatMap((month) => withFee.map((item) => medicalLine(item, month)))),
  'bill-1',
);
const inSuspense = (amount: string, because: 'amount-differs' | 'items-not-in-quote') =>
  suspended(1, because, { ...medical, amount: yuan(amount) });

describe('a report for two billed months', () => {
  it('that leaves out the late fee of one of them is in suspense, for nobody knows which', () =>
    given(paymentOrder)
      .when(collection(1, billedMonths, { amount: yuan('415.73') }))
      .then(inSuspense('415.73', 'amount-differs')));
  it('that pays a fee of 5.14 for one of 5.13 is in suspense', () =>
    given(paymentOrder)
      .when(collection(1, billedMonths, { amount: yuan('420.87') }))
      .then(inSuspense('420.87', 'amount-differs')));
  it('that leaves out both fees makes neither month whole, and says what each of them lacks', () => {
    const report = collection(1, billedMonths, { items: wholeBundle, amount: yuan('410.60') });
    const { outcome } = given(paymentOrder).when(report);
    const events = outcome.accepted ? outcome.events.map(({ event }) => event) : [];
    expect(events.map(({ type }) => type)).toEqual([
      'PaymentCaptured',
      'BundlePartReceived',
      'BundlePartReceived',
    ]);
    const lacking = [april, may].map((month) => ({ month, missingItems: ['late-fee'] }));
    expect(collectionAnswer(events.reduce(paymentOrder.evolve, paymentOrder.initial))).toMatchObject({
      status: 'incomplete',
      missingItems: ['late-fee'],
      conditions: [{ details: { months: lacking } }],
    });
  });
  it('that brings both fees alone is a part of both', () => {
    const { outcome } = given(paymentOrder).when(
      collection(1, billedMonths, { items: ['late-fee'], amount: yuan('10.26') }),
    );
    expect(outcome.accepted && outcome.events.map(({ event }) => event.type)).toEqual([
      'PaymentCaptured',
      'BundlePartReceived',
      'BundlePartReceived',
    ]);
  });
});

describe('the items of a report', () => {
  it('count once, though one is named twice', () =>
    given(paymentOrder)
      .when(collection(1, medicalQuote(), { items: ['mutual-aid', 'mutual-aid'], amount: yuan('18.00') }))
      .then(
        captured(1, { ...medical, amount: yuan('18.00'), lines: [medicalLine('mutual-aid')] }),
        on(medicalMonth(may), partReceived(1, ['mutual-aid'], ['pooled-unit', 'pooled-personal'])),
      ));
  it('of another scheme are none of the quote, though the amount is right', () =>
    given(paymentOrder)
      .when(collection(1, medicalQuote(), { items: ['with-account'] }))
      .then(inSuspense('205.30', 'items-not-in-quote')));
  it('of the quote and one more are in suspense together', () =>
    given(paymentOrder)
      .when(collection(1, accountQuote(), { items: ['with-account', 'mutual-aid'] }))
      .then(inSuspense('337.14', 'items-not-in-quote')));
  it('may name the whole bundle, in any order', () =>
    given(paymentOrder)
      .when(collection(1, medicalQuote(), { items: ['mutual-aid', 'pooled-personal', 'pooled-unit'] }))
      .then(
        captured(1, { ...medical, amount: yuan('205.30'), lines: medicalQuote().lines }),
        on(medicalMonth(may), bundleSettled(1)),
      ));
  it('have no late fee without a bill', () =>
    given(paymentOrder)
      .when(collection(1, medicalQuote(), { items: ['late-fee'], amount: yuan('5.13') }))
      .then(inSuspense('5.13', 'items-not-in-quote')));
});

describe('money that comes at the last moment', () => {
  it('of its quote settles, one millisecond later it is in suspense', () => {
    const inTime = instant('2022-05-18T12:29:59.999+08:00');
    const { outcome } = given(paymentOrder).when(collection(1, pensionQuote(may), { paidAt: inTime }));
    expect(outcome.accepted && outcome.events.map(({ event }) => event.type)).toContain(
      'PensionMonthsSettled',
    );
    given(paymentOrder)
      .when(collection(1, pensionQuote(may), { paidAt: expiry }))
      .then(suspended(1, 'quote-expired', { paidAt: expiry }));
  });
});

describe('a number that was reversed', () => {
  const reversedReceipt: PaymentEvent = {
    type: 'CollectionReversed',
    data: {
      personId,
      orderId: orderId(1),
      insurance: 'pension',
      months: [may],
      channel: 'ccb',
      channelTransactionNo: 'T1',
      amount: yuan('1000.00'),
      reversedAt: noon,
      entries: [],
    },
  };
  const past = [captured(1), pensionSettled(1, may), reversedReceipt];
  it('books nothing when its report is repeated', () =>
    given(paymentOrder, ...past)
      .when(collection(1, pensionQuote(may)))
      .thenNothing());
  it('cannot be used for other money on the same day: the report is kept as a conflict', () => {
    const other = collection(1, pensionQuote(april), { fingerprint: 'other' });
    const { amount, paidAt, fingerprint, channel, channelTransactionNo } = other;
    given(paymentOrder, ...past)
      .when(other)
      .then({
        type: 'ConflictingReportReceived',
        data: { orderId: orderId(1), channel, channelTransactionNo, amount, paidAt, fingerprint },
      });
    const state = past.reduce(paymentOrder.evolve, paymentOrder.initial);
    expect(isConflicting(other, state)).toBe(true);
  });
  it('is not reversed twice', () =>
    given(paymentOrder, ...past)
      .when(reverse())
      .thenNothing());
});

describe('a report for a month that another counter has paid meanwhile', () => {
  it('keeps its money once, however often it is repeated after that counter gave its own back', () => {
    const kept = suspended(1, 'already-paid');
    given(paymentOrder, kept, on(pensionMonth(may), pensionPaid(2)))
      .when(collection(1, pensionQuote(may)))
      .thenNothing();
  });
});
