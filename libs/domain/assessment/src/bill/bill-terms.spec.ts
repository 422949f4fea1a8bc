import { day, instant, month, type Instant } from '@canbao/calendar';
import { contractEvents } from '@canbao/contracts';
import { on, type StoredEvent } from '@canbao/event-sourcing';
import { given } from '@canbao/event-sourcing/given';
import { yuan } from '@canbao/money';
import { pack, payableMonths } from '@canbao/rules';
import {
  billMessageStream,
  billView,
  contributionAccount,
  medicalFacts,
  published,
  recorded,
  type AccountCommand,
  type AccountEvent,
  type BillAct,
  type PushBill,
} from '..';
import { BillMessageAnswered, BillReplaced, QuoteIssued } from '../account/contribution-account.events';
import {
  account,
  april,
  decidedBy,
  insured,
  march,
  medical,
  medicalQuote,
  noon,
  personId,
  pushedMonth,
  quoteId,
} from '../../test/accounts';

const pushed = (of = march, lateFee = '4.93', unit?: string) => pushedMonth(of, lateFee, unit);
const push = (change: Partial<PushBill> = {}): PushBill => ({
  type: 'PushBill',
  ...medical,
  billId: 'bill-1',
  at: noon,
  months: [pushed()],
  ...change,
});
const stateOf = (...events: AccountEvent[]) => events.reduce(account.evolve, account.initial);
const until = day('2022-05-20');
const last = instant('2022-05-20T23:59:59.999+08:00');
const over = instant('2022-05-21T00:00:00+08:00');
const quoteAt = (at: Instant) => medicalQuote({ months: [march], at });

describe('the last day of a bill', () => {
  const past = [insured, ...decidedBy(push({ payableUntil: until }), insured)];

  it('is the last on which it is quoted, to its last moment', () => {
    const quoted = recorded(decidedBy(quoteAt(last), ...past), QuoteIssued);
    expect(quoted).toMatchObject({ total: '210.23', expiresAt: over });
    given(account, ...past)
      .when(quoteAt(over))
      .thenRejected('bill-expired', {
        rejectedMonths: [march],
        billId: 'bill-1',
        payableUntil: until,
        conditions: [expect.objectContaining({ code: 'bill-expired', clearedBy: 'medical-agency' })],
      });
  });
  it('ends a quote of its eve', () =>
    expect(
      recorded(decidedBy(quoteAt(instant('2022-05-20T23:50:00+08:00')), ...past), QuoteIssued).expiresAt,
    ).toBe(over));
  it('is noted once when it is over, and not before', () => {
    const expire = (at: Instant): AccountCommand => ({
      type: 'ExpireBill',
      ...medical,
      billId: 'bill-1',
      at,
    });
    given(account, ...past)
      .when(expire(last))
      .thenNothing();
    given(account, ...past)
      .when(expire(over))
      .then({
        type: 'BillExpired',
        data: { personId, billId: 'bill-1', months: [march], payableUntil: until },
      });
  });
  it('may not be over when the bill is sent', () =>
    given(account, insured)
      .when(push({ payableUntil: day('2022-05-17') }))
      .thenRejected('already-expired', { faults: [{ code: 'already-expired' }] }));
  it('lets another bill take the place of the first once it is over, and not before', () => {
    const next = push({ billId: 'bill-2', at: over, months: [pushed(march, '6.00')] });
    given(account, ...past)
      .when({ ...next, at: last })
      .thenRejected('bill-exists');
    const later = [...past, ...decidedBy(next, ...past)];
    expect(recorded(decidedBy(quoteAt(over), ...later), QuoteIssued)).toMatchObject({
      total: '211.30',
      bundles: [{ billId: 'bill-2' }],
    });
  });
  it('can be put off by sending the bill anew, without which nothing changes', () => {
    const anew = { ...push({ at: over, payableUntil: day('2022-05-31') }), type: 'ReplaceBill' } as const;
    const events = decidedBy(anew, ...past);
    expect(events.map(({ type }) => type)).toEqual(['BillReplaced']);
    expect(recorded(events, BillReplaced)).toMatchObject({ payableUntil: '2022-05-31' });
    expect(recorded(decidedBy(quoteAt(over), ...past, ...events), QuoteIssued).total).toBe('210.23');
  });
});

describe('our own arithmetic beside a bill', () => {
  const state = stateOf(insured, ...decidedBy(push({ months: [pushed(march, '5.13', '112.39')] }), insured));
  const differences = [
    { month: march, item: 'pooled-unit', pushed: '112.39', own: '112.38', difference: '0.01' },
    { month: march, item: 'late-fee', pushed: '5.13', own: '4.93', difference: '0.20' },
  ];
  it('is shown where a month can be paid, and what was pushed counts', () => {
    const facts = medicalFacts(state, noon);
    const shown = payableMonths(pack('jinan'), { insurance: 'medical', at: noon, facts });
    expect(shown.find((each) => each.month === march)).toMatchObject({
      status: 'payable',
      total: '210.44',
      bill: { billId: 'bill-1', differences },
    });
  });
  it('stands in the certificate of a quote', () => {
    const past = [insured, ...decidedBy(push({ months: [pushed(march, '5.13')] }), insured)];
    const { certificate } = recorded(decidedBy(quoteAt(noon), ...past), QuoteIssued);
    expect((certificate as { assessment: { steps: object[] } }).assessment.steps).toContainEqual({
      rule: 'medical.arrears.check',
      formula: 'late-fee: difference = pushed − own',
      inputs: { month: march, billId: 'bill-1', pushed: '5.13', own: '4.93' },
      result: '0.20',
    });
  });
  it('counts the late fee to the day that the agency names', () => {
    const months = [pushed(march, '5.13')];
    const named = decidedBy(push({ months, lateFeeTo: until }), insured);
    const facts = medicalFacts(stateOf(insured, ...named), noon);
    const shown = payableMonths(pack('jinan'), { insurance: 'medical', at: noon, facts });
    expect(shown.find((each) => each.month === march)?.bill).toEqual({ billId: 'bill-1' });
  });
  it('compares no item of a month before the first base', () => {
    const events = decidedBy(push({ months: [pushed(month('2021-12'), '0.00')] }), {
      ...insured,
      data: { ...insured.data, from: day('2021-01-01') },
    } as AccountEvent);
    expect(events).toMatchObject([{ data: { months: [{ own: { items: [] } }] } }]);
  });
});

describe('the sum of a bill', () => {
  it.each([
    ['210.23', true],
    ['210.24', false],
    ['205.30', false],
  ])('told as %s is right: %s', (total, isRight) => {
    const when = given(account, insured).when(push({ total: yuan(total) }));
    if (isRight) expect(when.outcome.accepted).toBe(true);
    else when.thenRejected('total-mismatch', { faults: [{ code: 'total-mismatch' }] });
  });
});

describe('a bill with a number', () => {
  const past = [insured, ...decidedBy(push({ billNo: 'B-1' }), insured)];
  it('that comes again changes nothing, even after it was sent anew', () => {
    given(account, ...past)
      .when(push({ billNo: 'B-1' }))
      .thenNothing();
    const anew = { ...push({ months: [pushed(march, '1.00')] }), type: 'ReplaceBill' } as const;
    given(account, ...past, ...decidedBy(anew, ...past))
      .when(push({ billNo: 'B-1' }))
      .thenNothing();
  });
  it('that comes again with other content is refused', () =>
    given(account, ...past)
      .when(push({ billNo: 'B-1', months: [pushed(march, '1.00')] }))
      .thenRejected('bill-number-reused'));
});

describe('where the rules compute the late fee', () => {
  const computing = contributionAccount(pack('jinan', { 'lateFee.source': 'compute' }));
  const events = given(computing, insured).when(push({ months: [pushed(march, '0.00')] })).outcome;
  if (!events.accepted) throw new Error(events.reason);
  const past = [insured, ...events.events.map(({ event }) => event)];
  const quoted = (at: string, ...more: AccountEvent[]) => {
    const { outcome } = given(computing, ...past, ...more).when(quoteAt(instant(at)));
    if (!outcome.accepted) throw new Error(outcome.reason);
    return recorded(
      outcome.events.map(({ event }) => event),
      QuoteIssued,
    );
  };
  it('it grows by the day, and a quote ends with its day', () => {
    expect(quoted('2022-05-20T23:45:00+08:00')).toMatchObject({
      total: '210.43',
      expiresAt: over,
      lines: [{}, {}, {}, { item: 'late-fee', amount: '5.13', billId: 'bill-1' }],
      bundles: [{ items: ['pooled-unit', 'pooled-personal', 'mutual-aid', 'late-fee'] }],
    });
    expect(quoted('2022-05-21T00:00:00+08:00').total).toBe('210.54');
  });
  it('one that was paid counts as it was on its day', () => {
    const fee: AccountEvent = {
      type: 'BundlePartNoted',
      data: {
        personId,
        month: march,
        items: ['late-fee'],
        amounts: { 'late-fee': yuan('5.13') },
        billId: 'bill-1',
        orderId: 'order-1',
      },
    };
    expect(quoted('2022-05-25T10:00:00+08:00', fee).lines.map(({ item }) => item)).toEqual([
      'pooled-unit',
      'pooled-personal',
      'mutual-aid',
    ]);
  });
  it('and where they charge none, a bill with one is refused', () =>
    given(contributionAccount(pack('jinan', { 'lateFee.source': 'none' })), insured)
      .when(push())
      .thenRejected('late-fee-not-charged', {
        faults: [{ month: march, item: 'late-fee', code: 'late-fee-not-charged' }],
      }));
});

it('arrears are not debited under an agreement', () => {
  const past = [insured, ...decidedBy(push(), insured)];
  const ask: AccountCommand = {
    type: 'QuoteDebit',
    ...medical,
    month: march,
    itemId: quoteId,
    runId: quoteId,
    until,
    at: noon,
  };
  expect(decidedBy(ask, ...past)).toMatchObject([
    { type: 'DebitNotPossible', data: { because: 'bill-not-debited' } },
  ]);
});

it('a change of a bill outdates the months whose figures changed, and no others', () => {
  const past = [insured, ...decidedBy(push({ months: [pushed(march), pushed(april, '1.85')] }), insured)];
  const anew = {
    ...push({ months: [pushed(march), pushed(april, '2.00')] }),
    type: 'ReplaceBill',
  } as const;
  const outdated = (months: object) => ({
    type: 'BillOutdated',
    data: { personId, billId: 'bill-1', months, changedAt: noon },
  });
  expect(decidedBy(anew, ...past)[1]).toEqual(outdated([april]));
  const withdraw: AccountCommand = { type: 'WithdrawBill', ...medical, billId: 'bill-1', at: noon };
  expect(decidedBy(withdraw, ...past)[1]).toEqual(outdated([march, april]));
});

describe('a message of an agency', () => {
  const messageId = '30000000-0000-4000-8000-000000000001';
  const take = (act: BillAct, digest = 'one'): AccountCommand => ({
    type: 'TakeBillMessage',
    ...medical,
    messageId,
    digest,
    act,
    at: noon,
  });
  const answer = (events: readonly AccountEvent[]) => recorded(events, BillMessageAnswered);
  /** A message's answer is on its own stream. */
  const placed = (events: readonly AccountEvent[]) =>
    events.map((event) =>
      event.type === 'BillMessageAnswered' ? on<AccountEvent>(billMessageStream(messageId), event) : event,
    );

  it('has its effect and its answer once', () => {
    const events = decidedBy(take(push()), insured);
    expect(events.map(({ type }) => type)).toEqual(['BillPushed', 'BillMessageAnswered']);
    expect(answer(events)).toMatchObject({ outcome: 'accepted', action: 'push', billId: 'bill-1' });
    given(account, insured, ...placed(events))
      .when(take(push()))
      .thenNothing();
  });
  it('that is refused is answered with every wrong line, and is not lost', () => {
    const events = decidedBy(take(push({ months: [pushed(march), pushed(march)] })), insured);
    expect(answer(events)).toMatchObject({
      outcome: 'refused',
      because: 'duplicate-month',
      faults: [{ month: march, code: 'duplicate-month' }],
    });
  });
  it('under an id that was used for another is refused', () => {
    const events = decidedBy(take(push()), insured);
    const other = decidedBy(
      take(push({ billId: 'bill-2' }), 'two'),
      insured,
      ...(placed(events) as unknown as AccountEvent[]),
    );
    expect(answer(other)).toMatchObject({ outcome: 'refused', because: 'message-id-reused' });
  });
  it('is answered to its agency as the contract says', () => {
    const refusedOne = decidedBy(
      take({ type: 'WithdrawBill', ...medical, billId: 'none', at: noon }),
      insured,
    );
    for (const event of [...decidedBy(take(push()), insured), ...refusedOne]) {
      const message = published(event);
      expect(message && contractEvents[message.type].data.safeParse(message.data).success).toBe(true);
    }
  });
});

const accountOf = (state: ReturnType<typeof stateOf>, events: StoredEvent[] = []) =>
  ({ insurance: 'medical', state, events }) as const;

it('a bill is shown with our figures, its state and its history', () => {
  const events = decidedBy(push({ payableUntil: until, billNo: 'B-1' }), insured);
  const stored = events.map((event, index) => ({
    ...event,
    eventId: `event-${index}`,
    recordedAt: noon,
  })) as never;
  const shown = (at: Instant) =>
    billView(pack('jinan'), accountOf(stateOf(insured, ...events), stored), 'bill-1', at);
  expect(shown(noon)).toMatchObject({
    billNo: 'B-1',
    status: 'open',
    payableUntil: until,
    total: '210.23',
    months: [
      {
        month: march,
        status: 'payable',
        lines: [{}, {}, {}, { item: 'late-fee', amount: '4.93', own: '4.93' }],
      },
    ],
    history: [{ what: 'pushed', at: noon, eventId: 'event-0', total: '210.23' }],
  });
  expect(shown(over)).toMatchObject({ status: 'expired', months: [{ status: 'expired' }] });
  expect(billView(pack('jinan'), accountOf(stateOf(insured)), 'bill-1', noon)).toBeUndefined();
});
