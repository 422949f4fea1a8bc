import { on } from '@canbao/event-sourcing';
import { given } from '@canbao/event-sourcing/given';
import { rate, yuan } from '@canbao/money';
import { collection, reverse, unidentified, unitAndPersonal } from '../../test/commands';
import {
  accountItem,
  accountQuote,
  april,
  billedQuote,
  bundleSettled,
  captured,
  earlyReversal,
  expiry,
  lastMoment,
  may,
  medicalLine,
  medicalMonth,
  medicalQuote,
  medicalQuoteOf,
  monthClaimed,
  monthReopened,
  monthsSuspended,
  noon,
  orderId,
  partReceived,
  pensionMonth,
  pensionPaid,
  pensionQuote,
  pensionSettled,
  personId,
  receivedItem,
  suspended,
  wholeBundle,
} from '../../test/fixtures';
import { isConflicting, ordersPaidElsewhere, paymentOrder, type PaymentEvent } from '../index';

const medical = { insurance: 'medical' } as const;
const bundle = { bundleId: `${personId}:2022-05`, month: may };
const wholeMay = captured(1, {
  ...medical,
  amount: yuan('205.30'),
  lines: medicalQuote().lines,
});
const early = earlyReversal(1);

describe('a collection for pension', () => {
  it('settles its months together', () =>
    given(paymentOrder)
      .when(collection(1, pensionQuote(april, may)))
      .then(
        captured(1, { amount: yuan('2000.00'), lines: pensionQuote(april, may).lines }),
        pensionSettled(1, april, may),
        on(pensionMonth(april), pensionPaid(1, april)),
        on(pensionMonth(may), pensionPaid(1)),
      ));
  it('counts up to the last moment of its quote', () =>
    given(paymentOrder)
      .when(collection(1, pensionQuote(may), { paidAt: lastMoment, method: 'card' }))
      .then(
        captured(1, { paidAt: lastMoment, method: 'card' }),
        {
          ...pensionSettled(1, may),
          data: { ...pensionSettled(1, may).data, paidAt: lastMoment },
        } as PaymentEvent,
        on(pensionMonth(may), pensionPaid(1)),
      ));
  const endingClaim = {
    type: 'PensionMonthPaid',
    data: { personId, insurance: 'pension', month: may, orderId: orderId(1), endsClaimOf: orderId(9) },
  } as const;
  it('names the online orders whose claims it ends, each once', () =>
    expect(ordersPaidElsewhere([captured(1), pensionPaid(1, april), endingClaim, endingClaim])).toEqual([
      orderId(9),
    ]));
  it('settles a month that an open online order claims, and ends the claim', () =>
    given(paymentOrder, on(pensionMonth(may), monthClaimed(9, 'pension')))
      .when(collection(1, pensionQuote(may)))
      .then(captured(1), pensionSettled(1, may), on(pensionMonth(may), endingClaim)));
  it('settles a month whose payment was reversed', () =>
    given(
      paymentOrder,
      on(pensionMonth(may), pensionPaid(9)),
      on(pensionMonth(may), monthReopened(9, 'pension')),
    )
      .when(collection(1, pensionQuote(may)))
      .then(captured(1), pensionSettled(1, may), on(pensionMonth(may), pensionPaid(1))));
  it('settles the months that are due and keeps the money of a paid one in suspense', () =>
    given(paymentOrder, on(pensionMonth(may), pensionPaid(9)))
      .when(collection(1, pensionQuote(april, may)))
      .then(
        captured(1, {
          lines: pensionQuote(april).lines,
          inSuspense: { amount: yuan('1000.00'), because: 'already-paid' },
        }),
        monthsSuspended(1, [may]),
        pensionSettled(1, april),
        on(pensionMonth(april), pensionPaid(1, april)),
      ));
  it('is kept in suspense when all of its months are paid', () =>
    given(paymentOrder, on(pensionMonth(april), pensionPaid(9, april)), on(pensionMonth(may), pensionPaid(8)))
      .when(collection(1, pensionQuote(april, may)))
      .then(suspended(1, 'already-paid', { amount: yuan('2000.00') })));
  it.each([
    ['one fen short', '999.99'],
    ['one fen over', '1000.01'],
  ])('is kept in suspense when it is %s', (_, amount) =>
    given(paymentOrder)
      .when(collection(1, pensionQuote(may), { amount: yuan(amount) }))
      .then(suspended(1, 'amount-differs', { amount: yuan(amount) })),
  );
  it('settles its months when it names the only item they have', () =>
    given(paymentOrder)
      .when(collection(1, pensionQuote(may), { items: ['pension'] }))
      .then(captured(1), pensionSettled(1, may), on(pensionMonth(may), pensionPaid(1))));
  it.each([[['mutual-aid']], [['pension', 'late-fee']]] as const)(
    'is kept in suspense when it names items of another insurance: %j',
    (items) =>
      given(paymentOrder)
        .when(collection(1, pensionQuote(may), { items }))
        .then(suspended(1, 'items-not-in-quote')),
  );
});

describe('a collection for medical insurance', () => {
  it('settles a pooled month as one event with its three items', () =>
    given(paymentOrder)
      .when(collection(1, medicalQuote()))
      .then(wholeMay, on(medicalMonth(may), bundleSettled(1))));
  it('settles a month of the scheme with account by its single item', () => {
    const figures = { base: yuan('3746.00'), rate: rate('0.09'), amount: yuan('337.14') };
    const parts = { unit: yuan('262.22'), personal: yuan('74.92') };
    const line = {
      item: 'with-account',
      month: may,
      ...figures,
      parts,
      bundleId: `${personId}:2022-05`,
    } as const;
    const item = { item: 'with-account', ...figures, parts, orderId: orderId(1) } as const;
    given(paymentOrder)
      .when(collection(1, medicalQuoteOf([line])))
      .then(
        captured(1, { ...medical, amount: yuan('337.14'), lines: [line] }),
        on(medicalMonth(may), bundleSettled(1, [item], { scheme: 'with-account', total: yuan('337.14') })),
      );
  });
  it('settles a billed month with its late fee and the number of the bill', () => {
    const items = ['pooled-unit', 'pooled-personal', 'mutual-aid', 'late-fee'] as const;
    const quote = billedQuote(medicalQuote(...items), 'bill-1');
    given(paymentOrder)
      .when(collection(1, quote))
      .then(
        captured(1, { ...medical, amount: yuan('210.43'), lines: quote.lines }),
        on(
          medicalMonth(may),
          bundleSettled(
            1,
            items.map((item) => receivedItem(item, 1)),
            { total: yuan('210.43'), billId: 'bill-1' },
          ),
        ),
      );
  });
  it('settles a month that was billed under the former scheme', () => {
    const quote = billedQuote(accountQuote(), 'bill-1');
    given(paymentOrder)
      .when(collection(1, quote))
      .then(
        captured(1, { ...medical, amount: yuan('337.14'), lines: quote.lines }),
        on(
          medicalMonth(may),
          bundleSettled(1, [accountItem(1)], {
            scheme: 'with-account',
            total: yuan('337.14'),
            billId: 'bill-1',
          }),
        ),
      );
  });
  it('waits for the late fee that belongs to the month', () => {
    const quote = billedQuote(medicalQuote(...wholeBundle, 'late-fee'), 'bill-1');
    given(paymentOrder)
      .when(collection(1, quote, { items: wholeBundle, amount: yuan('205.30') }))
      .then(
        wholeMay,
        on(medicalMonth(may), partReceived(1, wholeBundle, ['late-fee'], { billId: 'bill-1' })),
      );
  });
  it('gives each month the number of its own bill', () => {
    const lines = [...medicalQuote().lines, ...wholeBundle.map((item) => medicalLine(item, april))];
    const quote = medicalQuoteOf(lines);
    const whole = { scheme: 'pooled' as const, items: [...wholeBundle] };
    const inApril = { bundleId: `${personId}:2022-04`, month: april };
    given(paymentOrder)
      .when(
        collection(1, {
          ...quote,
          bundles: [
            { ...bundle, ...whole },
            { ...inApril, ...whole, billId: 'bill-4' },
          ],
        }),
      )
      .then(
        captured(1, { ...medical, amount: yuan('410.60'), lines }),
        on(medicalMonth(may), bundleSettled(1)),
        on(medicalMonth(april), bundleSettled(1, undefined, { ...inApril, billId: 'bill-4' })),
      );
  });
  it('settles every month of its quote by itself', () => {
    const quote = medicalQuoteOf([...medicalQuote().lines, medicalLine('mutual-aid', april)]);
    given(paymentOrder)
      .when(collection(1, quote))
      .then(
        captured(1, { ...medical, amount: yuan('223.30'), lines: quote.lines }),
        on(medicalMonth(may), bundleSettled(1)),
        on(medicalMonth(april), {
          type: 'BundlePartReceived',
          data: {
            ...medical,
            personId,
            month: april,
            bundleId: `${personId}:2022-04`,
            orderId: orderId(1),
            items: [receivedItem('mutual-aid', 1)],
            missing: ['pooled-unit', 'pooled-personal'],
            receivedAt: noon,
            scheme: 'pooled',
            quotedAt: noon,
          },
        }),
      );
  });
});

describe('a bundle that arrives in parts', () => {
  const first = on(medicalMonth(may), partReceived(1, ['pooled-unit', 'pooled-personal'], ['mutual-aid']));
  const brought = [
    receivedItem('pooled-unit', 1),
    receivedItem('pooled-personal', 1),
    receivedItem('mutual-aid', 2),
  ];

  it('waits for its missing items', () =>
    given(paymentOrder)
      .when(collection(1, medicalQuote(), unitAndPersonal))
      .then(
        captured(1, {
          ...medical,
          amount: yuan('187.30'),
          lines: [medicalLine('pooled-unit'), medicalLine('pooled-personal')],
        }),
        first,
      ));
  it.each([
    ['a quote for the rest', medicalQuote('mutual-aid'), {}],
    ['another quote for the whole month', medicalQuote(), { items: ['mutual-aid'], amount: yuan('18.00') }],
  ] as const)('is settled whole when the last item comes with %s', (_, quote, change) =>
    given(paymentOrder, first)
      .when(collection(2, quote, { channel: 'tax-desk', ...change }))
      .then(
        captured(2, {
          ...medical,
          channel: 'tax-desk',
          amount: yuan('18.00'),
          lines: [medicalLine('mutual-aid')],
        }),
        on(medicalMonth(may), bundleSettled(2, brought)),
      ),
  );
  it('keeps an item that comes a second time in suspense, with all money of the report', () =>
    given(paymentOrder, first)
      .when(collection(2, medicalQuote(), { items: ['pooled-unit', 'mutual-aid'], amount: yuan('130.38') }))
      .then(suspended(2, 'already-paid', { ...medical, amount: yuan('130.38') })));
  it('knows its received items though an online order claims the rest', () =>
    given(paymentOrder, first, on(medicalMonth(may), monthClaimed(9, 'medical')))
      .when(collection(2, medicalQuote('pooled-unit')))
      .then(suspended(2, 'already-paid', { ...medical, amount: yuan('112.38') })));
  it('keeps money in suspense once the month is settled, though its items are new', () =>
    given(paymentOrder, on(medicalMonth(may), bundleSettled(9)))
      .when(collection(1, medicalQuote('late-fee')))
      .then(suspended(1, 'already-paid', { ...medical, amount: yuan('5.13') })));
  it('leaves the other months of its quote alone', () => {
    const quote = medicalQuoteOf([medicalLine('pooled-unit', april), medicalLine('mutual-aid')]);
    given(
      paymentOrder,
      on(medicalMonth(may), partReceived(1, ['pooled-unit', 'pooled-personal'], ['mutual-aid'])),
      on(medicalMonth(april), bundleSettled(9, [], { month: april })),
    )
      .when(collection(2, quote, { items: ['mutual-aid'], amount: yuan('18.00') }))
      .then(
        captured(2, { ...medical, amount: yuan('18.00'), lines: [medicalLine('mutual-aid')] }),
        on(medicalMonth(may), bundleSettled(2, brought)),
      );
  });
});

describe('several medical months of which one is paid', () => {
  const quote = medicalQuoteOf([
    ...medicalQuote().lines,
    ...wholeBundle.map((item) => medicalLine(item, april)),
  ]);
  const inSuspense = { amount: yuan('205.30'), because: 'already-paid' } as const;
  const rest = monthsSuspended(1, [april], { ...medical, amount: yuan('205.30') });
  const paidApril = on(
    medicalMonth(april),
    bundleSettled(9, undefined, { month: april, bundleId: `${personId}:2022-04` }),
  );
  it('settle as far as they are due, by the bundle', () =>
    given(paymentOrder, paidApril)
      .when(collection(1, quote))
      .then(
        captured(1, { ...medical, amount: yuan('205.30'), lines: medicalQuote().lines, inSuspense }),
        rest,
        on(medicalMonth(may), bundleSettled(1)),
      ));
  it('are received as far as they are due when only an item of each comes', () =>
    given(paymentOrder, paidApril)
      .when(collection(1, quote, { items: ['mutual-aid'], amount: yuan('36.00') }))
      .then(
        captured(1, {
          ...medical,
          amount: yuan('18.00'),
          lines: [medicalLine('mutual-aid')],
          inSuspense: { amount: yuan('18.00'), because: 'already-paid' },
        }),
        monthsSuspended(1, [april], { ...medical, amount: yuan('18.00') }),
        on(medicalMonth(may), partReceived(1, ['mutual-aid'], ['pooled-unit', 'pooled-personal'])),
      ));
  it('stay in suspense whole when the sum is wrong', () =>
    given(paymentOrder, paidApril)
      .when(collection(1, quote, { amount: yuan('205.30') }))
      .then(suspended(1, 'amount-differs', { ...medical, amount: yuan('205.30') })));
});

describe('money that does not match', () => {
  const amount = yuan('18.01');
  const received = on(medicalMonth(may), partReceived(9, ['mutual-aid'], ['pooled-unit', 'pooled-personal']));
  const wrong = { amount, paidAt: expiry, items: ['mutual-aid', 'with-account'] } as const;
  it.each([
    ['void-by-reversal', [early, received], wrong],
    ['paid-at-implausible', [received], { ...wrong, because: 'paid-at-implausible' }],
    ['items-not-in-quote', [received], wrong],
    ['amount-differs', [received], { amount, paidAt: expiry, items: ['mutual-aid'] }],
    ['quote-expired', [received], { amount: yuan('18.00'), paidAt: expiry, items: ['mutual-aid'] }],
    ['already-paid', [received], { amount: yuan('18.00'), paidAt: lastMoment, items: ['mutual-aid'] }],
  ] as const)('is kept in suspense as %s first', (because, past, change) =>
    given(paymentOrder, ...past)
      .when(collection(1, medicalQuote(), change))
      .then(
        suspended(1, because, {
          ...medical,
          amount: change.amount,
          paidAt: change.paidAt,
        }),
      ),
  );
  it('is captured once every fault is mended', () =>
    given(paymentOrder)
      .when(collection(1, medicalQuote(), { amount: yuan('18.00'), items: ['mutual-aid'] }))
      .then(
        captured(1, { ...medical, amount: yuan('18.00'), lines: [medicalLine('mutual-aid')] }),
        on(medicalMonth(may), partReceived(1, ['mutual-aid'], ['pooled-unit', 'pooled-personal'])),
      ));
});

describe('a transaction number', () => {
  const other = collection(1, pensionQuote(may), { fingerprint: 'other', amount: yuan('999.00') });
  const conflicting: PaymentEvent = {
    type: 'ConflictingReportReceived',
    data: {
      orderId: orderId(1),
      channel: 'ccb',
      channelTransactionNo: 'T1',
      amount: yuan('999.00'),
      paidAt: noon,
      fingerprint: 'other',
    },
  };
  it.each([
    ['captured', captured(1)],
    ['kept in suspense', suspended(1, 'amount-differs')],
  ])('under which money was %s is not used for another report, which is registered once', (_, recorded) =>
    given(paymentOrder, recorded).when(other).then(conflicting),
  );
  it('keeps every conflicting report, and still knows the first', () => {
    given(paymentOrder, captured(1), conflicting)
      .when(collection(1, pensionQuote(may), { fingerprint: 'third' }))
      .then({ ...conflicting, data: { ...conflicting.data, amount: yuan('1000.00'), fingerprint: 'third' } });
    given(paymentOrder, captured(1), conflicting)
      .when(collection(1, pensionQuote(may)))
      .thenNothing();
  });
  it('tells a conflicting report from a repeat', () => {
    const state = [captured(1), conflicting].reduce(paymentOrder.evolve, paymentOrder.initial);
    expect([isConflicting(other, state), isConflicting(collection(1, pensionQuote(may)), state)]).toEqual([
      true,
      false,
    ]);
  });
  it('stays used after a reversal', () =>
    given(paymentOrder, captured(1), {
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
    })
      .when(collection(1, pensionQuote(may)))
      .thenNothing());
});

describe('money whose quote is unknown', () => {
  const { type: _, ...receipt } = unidentified(1);
  const because = (reason: 'quote-unknown' | 'void-by-reversal'): PaymentEvent => ({
    type: 'UnidentifiedReceiptKept',
    data: { ...receipt, because: reason },
  });
  it('is kept in suspense for nobody', () =>
    given(paymentOrder).when(unidentified(1)).then(because('quote-unknown')));
  it('is void where its reversal came first', () =>
    given(paymentOrder, early).when(unidentified(1)).then(because('void-by-reversal')));
  it('conflicts with a report of the same number for a quote', () =>
    given(paymentOrder, captured(1))
      .when({ ...unidentified(1), fingerprint: 'unknown' })
      .then({
        type: 'ConflictingReportReceived',
        data: {
          orderId: orderId(1),
          channel: 'ccb',
          channelTransactionNo: 'T1',
          amount: yuan('1000.00'),
          paidAt: noon,
          fingerprint: 'unknown',
        },
      }));
  it('is given back by a reversal of the day', () =>
    given(paymentOrder, because('quote-unknown'))
      .when(reverse())
      .then({
        type: 'UnidentifiedReceiptReversed',
        data: {
          orderId: orderId(1),
          channel: 'ccb',
          channelTransactionNo: 'T1',
          amount: yuan('1000.00'),
          reversedAt: noon,
          entries: [
            { account: '1001.ccb', amount: yuan('-1000.00') },
            { account: '2901.suspense.quote-unknown', amount: yuan('1000.00') },
          ],
        },
      }));
});
