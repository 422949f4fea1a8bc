import { day, month, type Month } from '@canbao/calendar';
import { QuoteClaims } from '@canbao/contracts';
import type { Event, Outcome } from '@canbao/event-sourcing';
import {
  reactions as accountReactions,
  type AccountCommand,
  type AccountEvent,
  type IssueQuote,
} from '@canbao/domain-assessment';
import {
  certificateOf,
  paymentOrder,
  reactions as paymentReactions,
  refund,
  type PaymentEvent,
  type RecordCollection,
} from '@canbao/domain-payment';
import { person, type BureauMessage, type PersonEvent } from '@canbao/domain-registration';
import { yuan } from '@canbao/money';
import type { Insurance } from '@canbao/vocabulary';
import { at, district, enrolled, message, ofMedicalBureau, personId, told } from './feed-messages';
import { account } from './services';

/** The months of the tables; today is in May. Ends lie in March or later. */
const [february, march, april, may] = [
  month('2022-02'),
  month('2022-03'),
  month('2022-04'),
  month('2022-05'),
];
const id = (n: number): string => `20000000-0000-4000-8000-00000000000${n}`;
const orderId = id(3);

type Account = typeof account.initial;
type Decided = Outcome<AccountEvent, string>;

const decided = (command: AccountCommand, before: Account): readonly [Decided, Account] => {
  const outcome = account.decide(command, before);
  const events = outcome.accepted ? outcome.events.map(({ event }) => event) : [];
  return [outcome, events.reduce(account.evolve, before)];
};

/** The account once it has heard of the messages. */
const heard = (
  messages: readonly BureauMessage[],
  insurance: Insurance,
  since = 0,
): readonly AccountCommand[] =>
  told(insurance === 'medical' ? messages.map(ofMedicalBureau) : messages)
    .flatMap(accountReactions)
    .filter((command) => command.insurance === insurance)
    .slice(since);
const after = (commands: readonly AccountCommand[], before = account.initial): Account =>
  commands.reduce((state, command) => decided(command, state)[1], before);

/** `yes`, or the code with who can clear it. */
const answerOf = (outcome: Outcome<Event, string>): string => {
  if (outcome.accepted) return 'yes';
  const [first] = (outcome.details['conditions'] ?? []) as readonly { readonly clearedBy: string }[];
  return first === undefined ? outcome.reason : `${outcome.reason}: ${first.clearedBy}`;
};

const quote = (insurance: Insurance, of: Month, change: Partial<IssueQuote> = {}): IssueQuote => ({
  type: 'IssueQuote',
  personId,
  insurance,
  quoteId: id(1),
  at,
  months: [of],
  ...(insurance === 'pension' ? { base: yuan('5000.00') } : {}),
  ...change,
});

const bill = (of: Month): AccountCommand => ({
  type: 'PushBill',
  personId,
  insurance: 'medical',
  billId: id(2),
  at,
  months: [
    {
      month: of,
      lateFee: yuan('0.00'),
      items: [
        { item: 'pooled-unit', amount: yuan('112.38') },
        { item: 'pooled-personal', amount: yuan('74.92') },
        { item: 'mutual-aid', amount: yuan('18.00') },
      ],
    },
  ],
});

const pushed = (messages: readonly BureauMessage[], of: Month): string =>
  answerOf(decided(bill(of), after(heard(messages, 'medical')))[0]);

/** Whether the month can still be paid whose bill came before the end. */
const payable = (messages: readonly BureauMessage[], of: Month): string => {
  const billed = after([...heard([enrolled], 'medical'), bill(of)]);
  return answerOf(decided(quote('medical', of), after(heard(messages, 'medical', 1), billed))[0]);
};

/** Whether a base that is typed in a mini-program becomes the registered one. */
const declares = (messages: readonly BureauMessage[]): string => {
  const typed = quote('pension', march, { channel: 'wechat', payerId: 'payer-1' });
  const [outcome] = decided(typed, after(heard(messages, 'pension')));
  if (!outcome.accepted) return answerOf(outcome);
  return outcome.events.some(({ event }) => event.type === 'PensionBaseDeclared') ? 'yes' : 'no';
};

/** May, quoted while nothing had ended. */
const formerQuote = (): QuoteClaims => {
  const [outcome] = decided(quote('pension', may), after(heard([enrolled], 'pension')));
  const events = outcome.accepted ? outcome.events.map(({ event }) => event) : [];
  const issued = events.find(({ type }) => type === 'QuoteIssued');
  if (issued?.type !== 'QuoteIssued') throw new Error('nothing was quoted');
  const { certificate: _, ...claims } = issued.data;
  return QuoteClaims.parse({ ...claims, certificateHash: 'x' });
};

const paymentAfter = (messages: readonly BureauMessage[]): typeof paymentOrder.initial =>
  told(messages)
    .flatMap(paymentReactions)
    .map(({ fact }) => fact as PaymentEvent)
    .reduce(paymentOrder.evolve, paymentOrder.initial);

const ordered = (messages: readonly BureauMessage[]): string => {
  const former: QuoteClaims = { ...formerQuote(), payerId: 'payer-1' };
  const command = {
    type: 'OpenOrder',
    orderId,
    payerId: 'payer-1',
    channel: 'wechat',
    quote: former,
    at,
  } as const;
  const outcome = paymentOrder.decide(command, paymentAfter(messages));
  return outcome.accepted ? 'yes' : String(outcome.details['because']);
};

const collected: RecordCollection = {
  type: 'RecordCollection',
  orderId,
  quote: formerQuote(),
  channel: 'ccb',
  channelTransactionNo: 'T1',
  receiptNo: 'SD1',
  amount: yuan('1000.00'),
  paidAt: at,
  method: 'cash',
  fingerprint: 'f1',
};

/** What a counter takes for the former quote, and whether it goes back by itself. */
const atCounter = (messages: readonly BureauMessage[]): string => {
  const outcome = paymentOrder.decide(collected, paymentAfter(messages));
  if (!outcome.accepted) return outcome.reason;
  const isPaid = outcome.events.some(({ event }) => event.type === 'PensionMonthsSettled');
  const paid: AccountCommand = {
    type: 'NotePaid',
    insurance: 'pension',
    personId,
    months: [may],
    orderId,
    paidAt: at,
  };
  const { refundCases } = after([...heard(messages, 'pension'), paid]);
  const because = refundCases[may]?.because;
  return `${isPaid ? 'paid' : 'in suspense'}${because === undefined ? '' : `, goes back: ${because}`}`;
};

const inTreasury: PaymentEvent = {
  type: 'TreasuryReceived',
  data: {
    personId,
    orderId,
    insurance: 'pension',
    channel: 'ccb',
    amount: yuan('1000.00'),
    item: { entrustDate: day('2022-05-18'), taxOrgCode: '13701020000', traNo: '1' },
    months: [may],
    receivedOn: day('2022-05-19'),
  },
};

/** What the counter took before the end, with everything that payment has heard of since. */
const paidBefore = (messages: readonly BureauMessage[]): readonly PaymentEvent[] => {
  const outcome = paymentOrder.decide(collected, paymentAfter([enrolled]));
  const events = outcome.accepted ? outcome.events.map(({ event }) => event) : [];
  return [
    ...events,
    inTreasury,
    ...told(messages)
      .flatMap(paymentReactions)
      .map(({ fact }) => fact as PaymentEvent),
  ];
};

const refunded = (messages: readonly BureauMessage[]): string => {
  const command = {
    type: 'ApplyForRefund',
    refundId: id(4),
    personId,
    insurance: 'pension',
    months: [may],
    orderId,
    because: 'error',
    by: 'bank:ccb',
    at,
  } as const;
  return answerOf(refund.decide(command, paidBefore(messages).reduce(refund.evolve, refund.initial)));
};

const certified = (messages: readonly BureauMessage[]): string => {
  const events = paidBefore(messages).map((event, n) => ({ ...event, position: BigInt(n), recordedAt: at }));
  const certificate = certificateOf(events as never, { orderId, receiptNo: 'SD20220518000000000001' });
  return 'refused' in certificate ? certificate.refused : certificate.total;
};

/** Whether a call of the bureau tells of a job from May on. */
const hired = (messages: readonly BureauMessage[]): string => {
  let state = person.evolve(person.initial, { type: 'PersonRegistered', data: { personId } });
  for (const each of messages) {
    const outcome = person.decide({ type: 'TakeMessage', personId, message: each, at }, state);
    const events = outcome.accepted ? outcome.events.map(({ event }) => event as PersonEvent) : [];
    state = events.reduce(person.evolve, state);
  }
  return answerOf(
    person.decide({ type: 'NoteEmployerCover', personId, insurance: 'pension', from: may }, state),
  );
};

const cells = {
  /** A pension quote for the month of the end, for the month after it, and a medical one for today's. */
  quoteMarch: (life: readonly BureauMessage[]) =>
    answerOf(decided(quote('pension', march), after(heard(life, 'pension')))[0]),
  quoteMay: (life: readonly BureauMessage[]) =>
    answerOf(decided(quote('pension', may), after(heard(life, 'pension')))[0]),
  medicalMay: (life: readonly BureauMessage[]) =>
    answerOf(decided(quote('medical', may), after(heard(life, 'medical')))[0]),
  declares,
  billFebruary: (life: readonly BureauMessage[]) => pushed(life, february),
  billApril: (life: readonly BureauMessage[]) => pushed(life, april),
  billedFebruary: (life: readonly BureauMessage[]) => payable(life, february),
  billedApril: (life: readonly BureauMessage[]) => payable(life, april),
  order: ordered,
  counter: atCounter,
  refund: refunded,
  certificate: certified,
  job: hired,
} as const;
type Cells = Readonly<Record<keyof typeof cells, string>>;

const agency = 'registration-agency';
const alive: Cells = {
  quoteMarch: 'yes',
  quoteMay: 'yes',
  medicalMay: 'yes',
  declares: 'yes',
  billFebruary: 'yes',
  billApril: 'yes',
  billedFebruary: 'yes',
  billedApril: 'yes',
  order: 'yes',
  counter: 'paid',
  refund: 'yes',
  certificate: '1000.00',
  job: 'yes',
};
const ended: Cells = {
  ...alive,
  quoteMay: `not-registered: ${agency}`,
  medicalMay: `not-registered: ${agency}`,
  declares: 'no',
  billApril: 'not-registered',
  order: 'not-registered',
};
const dead = message(2, '2022-03-10', { kind: 'death' });
const stopped = message(2, '2022-03-31', { kind: 'stopped' });

const rows: readonly (readonly [life: string, messages: readonly BureauMessage[], expected: Cells])[] = [
  ['somebody insured', [], alive],
  [
    'somebody who died in March',
    [dead],
    {
      ...ended,
      quoteMay: `person-deceased: ${agency}`,
      medicalMay: `person-deceased: ${agency}`,
      billApril: 'person-deceased',
      billedApril: `person-deceased: ${agency}`,
      order: 'person-deceased',
      counter: 'paid, goes back: death',
      job: 'person-deceased',
    },
  ],
  [
    'somebody who died this month, which stays payable',
    [message(2, '2022-05-10', { kind: 'death' })],
    { ...alive, declares: 'no' },
  ],
  ['somebody whose death was none', [dead, message(3, '2022-03-10', { kind: 'withdrawn' }, 'M-2')], alive],
  ...(['retired', 'stopped', 'transferred-out', 'left-country'] as const).map(
    (kind) =>
      [
        `an end in March: ${kind}`,
        [message(2, '2022-03-31', { kind })],
        { ...ended, counter: `paid, goes back: ${kind}` },
      ] as const,
  ),
  ...(['retired', 'stopped'] as const).map(
    (kind) =>
      [
        `an end on the last day of this month: ${kind}`,
        [message(2, '2022-05-31', { kind })],
        { ...alive, declares: 'no' },
      ] as const,
  ),
  ['an end in June', [message(2, '2022-06-30', { kind: 'stopped' })], alive],
  [
    'a job from April on',
    [message(2, '2022-04-10', { kind: 'to-employer' })],
    {
      ...ended,
      billApril: 'covered-by-employer',
      billedApril: `covered-by-employer: ${agency}`,
      counter: 'paid, goes back: employer-cover',
    },
  ],
  ['a job from June on', [message(2, '2022-06-01', { kind: 'to-employer' })], { ...alive, declares: 'no' }],
  ['a return in May', [stopped, message(3, '2022-05-01', { kind: 'resumed', district })], alive],
  [
    'a move to another district in May',
    [message(2, '2022-05-10', { kind: 'moved', district: '370112' })],
    { ...alive, order: 'district-changed' },
  ],
];

describe.each(rows)('of %s', (_, changes, expected) =>
  it.each(Object.keys(cells) as (keyof Cells)[])('%s', (cell) =>
    expect(cells[cell]([enrolled, ...changes])).toBe(expected[cell]),
  ),
);

describe('of somebody who was never registered', () =>
  it.each([
    ['quoteMarch', `not-registered: ${agency}`],
    ['quoteMay', `not-registered: ${agency}`],
    ['medicalMay', `not-registered: ${agency}`],
    ['declares', `not-registered: ${agency}`],
    ['billFebruary', 'not-registered'],
    ['billApril', 'not-registered'],
    // Assessment has judged whoever has a quote: payment may not have heard of the enrolment yet.
    ['order', 'yes'],
    ['counter', 'paid'],
    ['job', 'yes'],
  ] as const)('%s', (cell, expected) => expect(cells[cell]([])).toBe(expected)));
