import { day, instant, type Month } from '@canbao/calendar';
import { contractEvents, strict } from '@canbao/contracts';
import { on } from '@canbao/event-sourcing';
import { given } from '@canbao/event-sourcing/given';
import { rate, yuan } from '@canbao/money';
import {
  april,
  captured,
  lastMoment,
  may,
  noon,
  orderId,
  pensionMonth,
  pensionPaid,
  pensionSettled,
  person,
  personId,
} from '../../test/fixtures';
import { collection, reverse } from '../../test/commands';
import { paymentOrder, published, refund, type PaymentEvent } from '../index';
import { entriesOf } from '../journal/journal';
import { payability } from '../payability/note-fact';
import type { RegisteredFact } from '../payability/payability.events';
import { refundStream } from '../refund/refund-state';
import { trueUpRun, type TrueUpRunCommand } from './run';
import { personTrueUp, trueUpStream, type AssessTrueUps } from './true-up';
import type { AdjustedMonth, TrueUpRunEvent } from './true-up.events';

const at = instant('2022-09-20T10:00:00.000+08:00');
const runId = '70000000-0000-4000-8000-000000000001';
const refundId = '60000000-0000-4000-8000-000000000009';
const addedTo = (of: Month): string => `${pensionMonth(of)}-true-up`;
const charge = (month = may): AdjustedMonth => ({
  month,
  orderId: orderId(1),
  direction: 'charge',
  limit: yuan('3980.00'),
  base: yuan('234.00'),
  rate: rate('0.20'),
  amount: yuan('46.80'),
  parts: { pooledFund: yuan('28.08'), personalAccount: yuan('18.72') },
});
const excess: AdjustedMonth = {
  ...charge(),
  direction: 'refund',
  limit: yuan('4500.00'),
  base: yuan('500.00'),
  amount: yuan('100.00'),
  parts: { pooledFund: yuan('60.00'), personalAccount: yuan('40.00') },
};
const assess = (change: Partial<AssessTrueUps> = {}): AssessTrueUps => ({
  type: 'AssessTrueUps',
  runId,
  personId,
  insurance: 'pension',
  year: 2022,
  months: [charge()],
  refundId,
  at,
  ...change,
});
const assessed = (months: readonly AdjustedMonth[], sums: object = {}): PaymentEvent =>
  ({
    type: 'TrueUpsAssessed',
    data: {
      personId,
      runId,
      insurance: 'pension',
      year: 2022,
      months,
      charge: '46.80',
      refund: '0.00',
      at,
      ...sums,
    },
  }) as PaymentEvent;
const paid = on(pensionMonth(may), pensionPaid(1));
const order = [
  on(`order-${orderId(1)}`, captured(1)),
  on(`order-${orderId(1)}`, pensionSettled(1, may)),
] as const;
const ended = (left?: 'left-country' | 'transferred-out'): RegisteredFact => ({
  type: 'EnrolmentEndNoted',
  data: { personId, insurance: 'pension', on: day('2022-06-30'), ...(left && { left }) },
});
const enrolled: RegisteredFact = {
  type: 'EnrolmentNoted',
  data: { personId, insurance: 'pension', district: '370102', from: day('2022-07-01') },
};
const died: RegisteredFact = { type: 'DeathNoted', data: { personId, diedOn: day('2022-06-10') } };

describe('a true-up', () => {
  it('charges paid months by a new assessment beside the old one, once', () =>
    given(personTrueUp, paid)
      .when(assess())
      .then(assessed([charge()])));
  it('names the order of every month, for whoever asks why', () => {
    const event = published(assessed([charge()]));
    expect(event).toMatchObject({
      type: 'canbao.ledger.TrueUpsAssessed.v1',
      data: { personId, runId, year: 2022, months: [{ month: may, orderId: orderId(1), amount: '46.80' }] },
    });
    expect(
      strict(contractEvents['canbao.ledger.TrueUpsAssessed.v1'].data).safeParse(event?.data).success,
    ).toBe(true);
  });
  it.each([
    ['the dead', died, 'person-deceased'],
    ['those who have left the country', ended('left-country'), 'left-country'],
    ['those who have moved away', ended('transferred-out'), 'transferred-out'],
  ] as const)('leaves out %s', (_, fact, because) =>
    given(personTrueUp, paid, on(person, fact)).when(assess()).thenRejected(because),
  );
  it('adjusts those who stopped paying, and those who came back', () => {
    given(personTrueUp, paid, on(person, ended()))
      .when(assess())
      .then(assessed([charge()]));
    given(personTrueUp, paid, on(person, ended('transferred-out')), on(person, enrolled))
      .when(assess())
      .then(assessed([charge()]));
  });
  it.each([
    [
      'went back',
      [
        on(pensionMonth(may), {
          type: 'MonthReopened',
          data: { personId, insurance: 'pension', month: may, orderId: orderId(1) },
        }),
      ],
    ],
    ['was paid anew by another order', [on(pensionMonth(may), pensionPaid(2))]],
  ] as const)('leaves out whose money %s since the rehearsal', (_, since) =>
    given(personTrueUp, paid, ...(since as readonly unknown[] as readonly never[]))
      .when(assess())
      .thenRejected('paid-months-changed'),
  );
  it('adjusts no month twice, whatever the run; a month paid anew is another one', () => {
    const before = on(trueUpStream(personId, 'pension', 2022), assessed([charge()]));
    given(personTrueUp, paid, before)
      .when(assess({ runId: 'other' }))
      .thenRejected('already-trued-up');
    given(personTrueUp, on(pensionMonth(may), pensionPaid(2)), before)
      .when(assess({ runId: 'other', months: [{ ...charge(), orderId: orderId(2) }] }))
      .then(assessed([{ ...charge(), orderId: orderId(2) }], { runId: 'other' }));
  });

  describe('of what was paid above the limit', () => {
    const applied = {
      refundId,
      personId,
      insurance: 'pension',
      months: [],
      legs: [
        {
          orderId: orderId(1),
          channel: 'ccb',
          channelTransactionNo: 'T1',
          amount: '100.00',
          total: '1000.00',
        },
      ],
      amount: '100.00',
      entries: [
        { account: '2101.pension.personal-account', amount: '40.00' },
        { account: '2101.pension.pooled-fund', amount: '60.00' },
        { account: '2902.refund-payable', amount: '-100.00' },
      ],
      corrections: [{ month: may, amount: '100.00', orderId: orderId(1), parts: excess.parts }],
      because: 'true-up',
      by: 'true-up',
      at,
    };
    const events = [
      assessed([excess], { charge: '0.00', refund: '100.00' }),
      on(refundStream(refundId), { type: 'RefundApplied', data: applied } as never),
      on(`order-${orderId(1)}`, {
        type: 'RefundNoted',
        data: {
          orderId: orderId(1),
          refundId,
          months: [],
          amount: '100.00',
          orderIds: [orderId(1)],
          corrections: applied.corrections,
        },
      } as never),
    ];
    it('applies for a refund of the difference; the month stays paid', () =>
      given(personTrueUp, ...order, paid)
        .when(assess({ months: [excess] }))
        .then(...(events as never[])));
    it('charges nobody for it', () => expect(published(events[0] as PaymentEvent)).toBeUndefined());
    it('is left out while as much of the order goes back another way', () =>
      given(
        personTrueUp,
        ...order,
        paid,
        on(`order-${orderId(1)}`, {
          type: 'RefundNoted',
          data: {
            orderId: orderId(1),
            refundId: 'r',
            months: [may],
            amount: yuan('1000.00'),
            orderIds: [orderId(1)],
          },
        }),
      )
        .when(assess({ months: [excess] }))
        .thenRejected('refund-open'));
    it('has its bureau correct the booking before anything leaves', () => {
      const stream = refundStream(refundId);
      const decided = [
        on(stream, { type: 'RefundApplied', data: applied } as never),
        on(stream, { type: 'RefundReviewed', data: { refundId, personId, by: 'tax-desk:1', at } } as never),
      ];
      const { outcome } = given(refund, ...(decided as never[])).when({
        type: 'ApproveRefund',
        refundId,
        by: 'hrss:1',
        role: 'hrss',
        at,
      });
      const [approved] = outcome.accepted ? outcome.events : [];
      expect(published(approved?.event as PaymentEvent)).toEqual({
        type: 'canbao.ledger.TrueUpRefundDecided.v1',
        data: {
          personId,
          refundId,
          months: [{ month: may, amount: '100.00', orderId: orderId(1), parts: excess.parts }],
          decidedAt: at,
        },
      });
      const pay = { type: 'BeginPayout', refundId, orderId: orderId(1), way: 'counter', at } as const;
      given(refund, ...(decided as never[]), on(stream, approved?.event as never))
        .when(pay)
        .thenNothing();
      given(
        refund,
        ...(decided as never[]),
        on(stream, approved?.event as never),
        on(stream, {
          type: 'RefundMonthUnposted',
          data: { refundId, personId, month: may, was: 'corrected', at },
        }),
      )
        .when(pay)
        .then({
          type: 'RefundInstructed',
          data: { refundId, orderId: orderId(1), refundNo: `${refundId.replaceAll('-', '')}-1-1`, at },
        });
    });
  });
});

describe('what final limits have added to months', () => {
  const line = {
    item: 'pension-true-up',
    month: may,
    base: yuan('234.00'),
    rate: rate('0.20'),
    amount: yuan('46.80'),
    parts: { pooledFund: yuan('28.08'), personalAccount: yuan('18.72') },
  } as const;
  const own = { ...line, item: 'pension', month: april, amount: yuan('796.00') } as const;
  const quote = {
    quoteId: '20000000-0000-4000-8000-000000000001',
    personId,
    insurance: 'pension',
    district: '370102',
    payerId: 'payer-1',
    lines: [own, line],
    total: yuan('842.80'),
    issuedAt: noon,
    expiresAt: lastMoment,
    certificateHash: 'x',
  } as const;
  const added = { personId, insurance: 'pension', month: may, item: 'pension-true-up' } as const;
  const settled = (
    item: 'PensionMonthsSettled' | 'TrueUpsSettled',
    { item: _, ...month }: typeof own | typeof line,
  ) =>
    ({
      type: item,
      data: {
        personId,
        orderId: orderId(2),
        district: '370102',
        months: [month],
        total: month.amount,
        paidAt: noon,
      },
    }) as PaymentEvent;
  const captures = captured(2, { amount: yuan('842.80'), lines: [own, line], method: 'cash' });

  it('is settled beside months of the same order, each on its own stream', () =>
    given(paymentOrder, on(pensionMonth(may), pensionPaid(1)))
      .when(collection(2, quote as never))
      .then(
        captures,
        settled('PensionMonthsSettled', own),
        settled('TrueUpsSettled', line),
        on(pensionMonth(april), pensionPaid(2, april)),
        on(addedTo(may), { type: 'PensionMonthPaid', data: { ...added, orderId: orderId(2) } }),
      ));
  it('goes to the funds as the month does', () =>
    expect(entriesOf(settled('TrueUpsSettled', line))).toEqual([
      { account: '2900.captured', amount: '46.80' },
      { account: '2101.pension.personal-account', amount: '-18.72' },
      { account: '2101.pension.pooled-fund', amount: '-28.08' },
    ]));
  it('is open again when its money is taken back; so is the month of the order, and no other', () => {
    const past = [
      captures,
      settled('PensionMonthsSettled', own),
      settled('TrueUpsSettled', line),
      on(pensionMonth(april), pensionPaid(2, april)),
      on(addedTo(may), { type: 'PensionMonthPaid', data: { ...added, orderId: orderId(2) } }),
    ];
    const { outcome } = given(paymentOrder, ...(past as never[])).when(reverse(2));
    const placed = outcome.accepted ? outcome.events : [];
    expect(placed.find(({ event }) => event.type === 'SettlementReversed')?.event.data).toMatchObject({
      months: [april],
      trueUpMonths: [may],
    });
    expect(placed.filter(({ event }) => event.type === 'MonthReopened').map(({ stream }) => stream)).toEqual([
      pensionMonth(april),
      addedTo(may),
    ]);
  });
  it('is held by an online order, and released when a fact closes the order', () => {
    const open = {
      type: 'OpenOrder',
      orderId: orderId(2),
      payerId: 'payer-1',
      channel: 'wechat',
      quote,
      at: noon,
    } as const;
    const { outcome } = given(paymentOrder, on(pensionMonth(may), pensionPaid(1))).when(open as never);
    const placed = outcome.accepted ? outcome.events : [];
    expect(placed.map(({ stream, event }) => [event.type, stream])).toEqual([
      ['OrderOpened', `order-${orderId(2)}`],
      ['MonthClaimed', pensionMonth(april)],
      ['MonthClaimed', addedTo(may)],
      ['OrderNoted', person],
    ]);
    const fact: RegisteredFact = { type: 'DeathNoted', data: { personId, diedOn: day('2022-03-10') } };
    const closing = given(payability, ...(placed as never[])).when({ type: 'NoteFact', fact }).outcome;
    const released = closing.accepted ? closing.events : [];
    expect(
      released.filter(({ event }) => event.type === 'MonthReleased').map(({ stream }) => stream),
    ).toEqual([pensionMonth(april), addedTo(may)]);
  });
  it('is told to nobody as a month that is held', () =>
    expect(
      published({
        type: 'MonthReleased',
        data: { ...added, orderId: orderId(2), isTold: true },
      }),
    ).toBeUndefined());
});

describe('a run', () => {
  const terms = {
    insurance: 'pension',
    year: 2022,
    mode: 'charge-and-refund',
    lower: yuan('3980.00'),
    upper: yuan('19899.00'),
    finalFrom: day('2022-09-01'),
  } as const;
  const sums = { people: 1, charge: yuan('46.80'), refund: yuan('0.00'), leftOut: {} };
  const by = 'operator:op-1';
  const command = (type: TrueUpRunCommand['type']): TrueUpRunCommand =>
    ({ type, runId, at, by, sums }) as never;
  const event = (type: TrueUpRunEvent['type'], data: object = { by }): TrueUpRunEvent =>
    ({ type, data: { runId, at, ...data } }) as TrueUpRunEvent;
  const opened = event('TrueUpRunOpened', { ...terms, upTo: '77', by });
  const rehearsed = event('TrueUpRehearsed', { sums });
  const activated = event('TrueUpActivated');

  it('begins with a rehearsal of what is known now', () =>
    given(trueUpRun).when({ type: 'OpenTrueUpRun', runId, terms, upTo: '77', by, at }).then(opened));
  it('is activated as it was rehearsed, and never before', () => {
    given(trueUpRun, opened)
      .when(command('ActivateRun'))
      .thenRejected('true-up-not-rehearsed', { status: 'rehearsing' });
    given(trueUpRun, opened).when(command('NoteRehearsed')).then(rehearsed);
    given(trueUpRun, opened, rehearsed).when(command('ActivateRun')).then(activated);
    given(trueUpRun, opened, rehearsed, activated)
      .when(command('NoteCompleted'))
      .then(event('TrueUpCompleted', { sums }));
  });
  it.each([
    ['rehearsed', [opened]],
    ['carried out', [opened, rehearsed, activated]],
  ])('stops while it is %s, ends nothing meanwhile, and goes on', (_, past) => {
    const stopped = event('TrueUpStopped');
    given(trueUpRun, ...past)
      .when(command('StopRun'))
      .then(stopped);
    for (const end of ['NoteRehearsed', 'NoteCompleted'] as const)
      given(trueUpRun, ...past, stopped)
        .when(command(end))
        .thenNothing();
    given(trueUpRun, ...past, stopped)
      .when(command('ResumeRun'))
      .then(event('TrueUpResumed'));
    given(trueUpRun, ...past)
      .when(command('ResumeRun'))
      .thenNothing();
  });
  it.each([
    ['StopRun', 'true-up-run-not-running'],
    ['ResumeRun', 'true-up-run-not-stopped'],
  ] as const)('that waits for approval answers %s with %s', (type, reason) =>
    given(trueUpRun, opened, rehearsed).when(command(type)).thenRejected(reason, { status: 'rehearsed' }),
  );
  it.each(['StopRun', 'ResumeRun', 'ActivateRun'] as const)('that nobody began is not found: %s', (type) =>
    given(trueUpRun).when(command(type)).thenRejected('true-up-run-not-found'),
  );
});
