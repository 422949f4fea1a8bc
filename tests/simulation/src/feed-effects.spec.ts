import { day, instant, month, type Instant } from '@canbao/calendar';
import type { ContractEvent } from '@canbao/contracts';
import type { StoredEvent } from '@canbao/event-sourcing';
import {
  coverageReport,
  reactions as accountReactions,
  type AccountCommand,
  type AccountEvent,
} from '@canbao/domain-assessment';
import {
  debitAgreement,
  debitItem,
  debitStops,
  payability,
  reactions as paymentReactions,
  type PaymentEvent,
} from '@canbao/domain-payment';
import type { BureauMessage } from '@canbao/domain-registration';
import { rate, yuan } from '@canbao/money';
import { at, district, enrolled, message, ofMedicalBureau, personId, told } from './feed-messages';
import { account, rules } from './services';

const orderId = '30000000-0000-4000-8000-000000000001';
const [march, april, may] = [month('2022-03'), month('2022-04'), month('2022-05')];

/** The refund cases that stand after the messages, where March to May were paid before the change. */
const casesAfter = (events: readonly ContractEvent[], settled: AccountEvent): string[] => {
  const [first, ...changes] = events
    .flatMap(accountReactions)
    .filter(({ insurance }) => insurance === 'pension');
  let state = account.initial;
  const decide = (command: typeof first): void => {
    if (command === undefined) return;
    const outcome = account.decide(command, state);
    if (!outcome.accepted) throw new Error(outcome.reason);
    state = outcome.events.map(({ event }) => event).reduce(account.evolve, state);
  };
  decide(first);
  state = account.evolve(state, settled);
  changes.forEach(decide);
  return Object.entries(state.refundCases).map(([of, { because }]) => `${of} ${because}`);
};

const noted = (events: readonly ContractEvent[]) => events.flatMap(paymentReactions).map(({ fact }) => fact);

/** Why the change closes an order for May that is open; nothing where it stays open. */
const orderAfter = (events: readonly ContractEvent[]): string => {
  const order: PaymentEvent = {
    type: 'OrderNoted',
    data: { personId, orderId, insurance: 'pension', district, months: [may], quotedAt: at },
  };
  const [first, ...changes] = noted(events);
  const past = [...(first === undefined ? [] : [first]), order];
  let state = past.reduce(payability.evolve, payability.initial);
  for (const fact of changes) {
    const outcome = payability.decide({ type: 'NoteFact', fact }, state);
    const decided = outcome.accepted ? outcome.events.map(({ event }) => event) : [];
    const closed = decided.find((event) => event.type === 'OrderClosed');
    if (closed?.type === 'OrderClosed') return closed.data.because ?? '';
    state = decided.reduce(payability.evolve, state);
  }
  return 'open';
};

type AnyDebitEvent = Parameters<typeof debitItem.evolve>[1];
const item = { itemId: orderId, runId: orderId, personId, insurance: 'pension', month: may } as const;
const terms = { personId, agreementId: orderId, protocolNo: '370100000000000001' } as const;
const asked: readonly AnyDebitEvent[] = [
  {
    type: 'DebitAgreementSigned',
    data: {
      ...terms,
      payerId: 'payer-1',
      insurances: ['pension'],
      bank: 'ccb',
      account: { last4: '1234', digest: 'd1' },
      signedAt: at,
    },
  },
  { type: 'DebitAgreementVerified', data: { ...terms, verifiedAt: at } },
  {
    type: 'DebitRequested',
    data: {
      ...item,
      agreementId: orderId,
      payerId: 'payer-1',
      bank: 'ccb',
      until: day('2022-05-25'),
      requestedAt: at,
    },
  },
];
const amount = yuan('1000.00');
const parts = { pooledFund: yuan('600.00'), personalAccount: yuan('400.00') };

/** What becomes of May in a batch that is being put together: its figures are of before the change. */
const batchAfter = (events: readonly ContractEvent[]): string => {
  const state = [...asked, ...noted(events)].reduce(debitItem.evolve, debitItem.initial);
  const outcome = debitItem.decide(
    {
      type: 'IncludeItem',
      ...item,
      district,
      lines: [{ item: 'pension', month: may, base: yuan('5000.00'), rate: rate('0.20'), amount, parts }],
      total: amount,
      quotedAt: at,
      payBefore: instant('2022-05-26T00:00:00.000+08:00'),
      at,
    },
    state,
  );
  const [first] = outcome.accepted ? outcome.events.map(({ event }) => event) : [];
  return first?.type === 'DebitItemLeftOut' ? first.data.because : (first?.type ?? 'nothing');
};

const stopsAfter = (events: readonly ContractEvent[]): string[] =>
  debitStops(noted(events), ['pension']).map(({ from, because }) => `${from} ${because}`);

/** Whether somebody signs an agreement after the change, or why not. */
const signedAfter = (events: readonly ContractEvent[]): string => {
  const state = noted(events).reduce(debitAgreement.evolve, debitAgreement.initial);
  const [signed] = asked;
  if (signed?.type !== 'DebitAgreementSigned') throw new Error('nothing was signed');
  const { signedAt: _, ...data } = signed.data;
  const outcome = debitAgreement.decide({ type: 'SignAgreement', ...data, at }, state);
  if (outcome.accepted) return 'signed';
  return (outcome.details['conditions'] as readonly { readonly code: string }[])
    .map(({ code }) => code)
    .join();
};

const taken = (n: number, recordedAt: Instant, event: AccountEvent): AccountEvent & StoredEvent =>
  ({ ...event, recordedAt, position: BigInt(n), eventId: `E-${n}` }) as never;

/**
 * Medical cover from May on, where March, April and May were paid on their fifth days and the bureau of
 * medical insurance tells the changes today.
 */
const coverAfter = (messages: readonly BureauMessage[]): string[] => {
  const [first, ...changes] = told(messages.map(ofMedicalBureau))
    .flatMap(accountReactions)
    .filter(({ insurance }) => insurance === 'medical');
  let state = account.initial;
  const stored: (AccountEvent & StoredEvent)[] = [];
  const run = (command: AccountCommand | undefined, recordedAt: Instant): void => {
    if (command === undefined) return;
    const outcome = account.decide(command, state);
    if (!outcome.accepted) throw new Error(outcome.reason);
    for (const { event } of outcome.events) {
      state = account.evolve(state, event);
      stored.push(taken(stored.length + 1, recordedAt, event));
    }
  };
  // For the time before April 2022 no rule of cover is known: the bureau has told that it ran.
  if (first?.type !== 'NoteEnrolment') throw new Error('nobody is enrolled');
  run({ ...first, paidThrough: month('2022-02') }, instant('2022-01-01T09:00:00.000+08:00'));
  for (const each of [march, april, may]) {
    const paidAt = instant(`${each}-05T12:00:00.000+08:00`);
    const items = [{ item: 'with-account', orderId, amount: yuan('337.14') }] as const;
    run({ type: 'NotePaid', insurance: 'medical', personId, months: [each], items, paidAt }, paidAt);
  }
  for (const change of changes) run(change, at);
  const report = coverageReport(rules, stored, { asOf: day('2022-05-18') });
  if (!('items' in report)) return ['no rule'];
  return report.items
    .filter(({ until }) => until === undefined || until >= '2022-05-01')
    .map(({ state: standing, from, because }) => {
      const causes = because.map(({ code, details }) => `${code} ${String(details?.['month'] ?? '')}`.trim());
      return standing === 'active' ? standing : `${standing} from ${from}: ${causes.join()}`;
    });
};

interface Row {
  readonly change: string;
  readonly messages: readonly BureauMessage[];
  /** The open order of May. */
  readonly order: string;
  /** May in the batch. */
  readonly batch: string;
  /** From when the agreement pays no more. */
  readonly agreement: readonly string[];
  /** Of March, April and May, which were paid. */
  readonly cases: readonly string[];
  /** Whether somebody signs an agreement today, or why not. */
  readonly sign: string;
  /** Medical cover from May on. */
  readonly cover: readonly string[];
}
const untouched = {
  order: 'open',
  batch: 'DebitItemReady',
  agreement: [],
  cases: [],
  sign: 'signed',
  cover: ['active'],
} as const;
const notRegistered = {
  order: 'not-registered',
  batch: 'not-registered',
  sign: 'not-registered',
  // April, which was paid, goes back, so that the month after it has no cover.
  cover: ['suspended from 2022-05-01: month-goes-back 2022-04'],
} as const;
const fromApril = ['2022-04 not-registered'];
const job = message(2, '2022-04-10', { kind: 'to-employer' });

const rows: readonly Row[] = [
  {
    change: 'a move to another district',
    messages: [message(2, '2022-05-10', { kind: 'moved', district: '370112' })],
    ...untouched,
    order: 'district-changed',
    batch: 'district-changed',
  },
  {
    change: 'a move of a later day',
    messages: [message(2, '2022-06-01', { kind: 'moved', district: '370112' })],
    ...untouched,
  },
  {
    change: 'a death in March',
    messages: [message(2, '2022-03-10', { kind: 'death' })],
    order: 'person-deceased',
    batch: 'person-deceased',
    agreement: ['2022-04 person-deceased'],
    cases: ['2022-04 death', '2022-05 death'],
    sign: 'person-deceased',
    cover: ['suspended from 2022-03-11: person-deceased'],
  },
  {
    change: 'a job from April on',
    messages: [job],
    ...notRegistered,
    agreement: ['2022-04 covered-by-employer'],
    cases: ['2022-04 employer-cover', '2022-05 employer-cover'],
    sign: 'covered-by-employer',
    cover: ['active'],
  },
  ...(['retired', 'transferred-out', 'left-country', 'stopped'] as const).map((kind) => ({
    change: `an end in March: ${kind}`,
    messages: [message(2, '2022-03-31', { kind })],
    ...notRegistered,
    agreement: fromApril,
    cases: [`2022-04 ${kind}`, `2022-05 ${kind}`],
  })),
  {
    change: 'a retirement within May, which leaves its month',
    messages: [message(2, '2022-05-02', { kind: 'retired' })],
    ...untouched,
    agreement: ['2022-06 not-registered'],
  },
  {
    change: 'a correction of a job: it began in June',
    messages: [job, message(3, '2022-06-01', { kind: 'to-employer' }, 'M-2')],
    ...untouched,
    order: 'not-registered',
    agreement: ['2022-06 covered-by-employer'],
  },
  {
    change: 'a stop that is withdrawn',
    messages: [
      message(2, '2022-03-31', { kind: 'stopped' }),
      message(3, '2022-03-31', { kind: 'withdrawn' }, 'M-2'),
    ],
    ...untouched,
    order: 'not-registered',
  },
  {
    change: 'a stop that turns out to be a retirement',
    messages: [
      message(2, '2022-03-31', { kind: 'stopped' }),
      message(3, '2022-03-31', { kind: 'retired' }, 'M-2'),
    ],
    ...notRegistered,
    agreement: fromApril,
    cases: ['2022-04 retired', '2022-05 retired'],
  },
  {
    change: 'a return after a stop, from May on: April is payable under the new enrolment',
    messages: [
      message(2, '2022-03-31', { kind: 'stopped' }),
      message(3, '2022-05-01', { kind: 'resumed', district }),
    ],
    ...untouched,
    order: 'not-registered',
  },
];

/** A closed order stays closed, and its payer orders anew: a withdrawal opens the month, not the order. */
describe.each(rows)('$change', ({ messages, order, batch, agreement, cases, sign, cover }) => {
  const events = told([enrolled, ...messages]);
  it('decides the open order', () => expect(orderAfter(events)).toBe(order));
  it('decides the month in a batch', () => expect(batchAfter(events)).toBe(batch));
  it('decides how long the agreement pays', () => expect(stopsAfter(events)).toEqual(agreement));
  it('decides which paid months go back', () =>
    expect(
      casesAfter(events, {
        type: 'MonthsPaid',
        data: { personId, insurance: 'pension', months: [march, april, may] },
      }),
    ).toEqual(cases));
  it('decides whether an agreement is signed', () => expect(signedAfter(events)).toBe(sign));
  it('decides from when medical cover is suspended, and why', () =>
    expect(coverAfter([enrolled, ...messages])).toEqual(cover));
});
