import type { Channel, District, Insurance, Item, Scheme } from '@canbao/vocabulary';
import { currentMonth, type Day, type Instant, type Month } from '@canbao/calendar';
import { bundleIdOf, type QuoteLine } from '@canbao/contracts';
import { accept, reject, type Decider, type Outcome } from '@canbao/event-sourcing';
import { sum, type Yuan } from '@canbao/money';
import {
  assess,
  bundleOf,
  capturesBase,
  certificateOf,
  conditionsOf,
  missingItems,
  type BillMonth,
  type MedicalFacts,
  type Pack,
  type PensionFacts,
  type QuoteRequest,
  type RuleReason,
} from '@canbao/rules';
import type { AccountEvent, BilledMonth, BroughtItem, GivenQuote } from './contribution-account.events';

interface Account {
  readonly personId: string;
  readonly insurance: Insurance;
}
/** What can be asked of an account: facts of other services to note, a bill to push, a quote to issue. */
export type AccountCommand = Account &
  (
    | {
        readonly type: 'NoteEnrolment';
        readonly district: District;
        readonly from: Day;
        readonly scheme?: Scheme;
      }
    | { readonly type: 'NoteEnrolmentEnd'; readonly on: Day }
    | {
        readonly type: 'NotePaid';
        readonly months: readonly Month[];
        readonly items?: readonly BroughtItem[];
      }
    | { readonly type: 'NoteReopened'; readonly months: readonly Month[]; readonly orderId: string }
    | {
        readonly type: 'NotePart';
        readonly month: Month;
        readonly items: readonly Item[];
        readonly orderId: string;
      }
    | {
        readonly type: 'PushBill';
        readonly billId: string;
        readonly at: Instant;
        readonly months: readonly BilledMonth[];
      }
    | {
        readonly type: 'IssueQuote';
        readonly quoteId: string;
        readonly at: Instant;
        readonly months: readonly Month[];
        readonly base?: Yuan;
        readonly items?: readonly Item[];
        readonly channel?: Channel;
      }
  );
/** Why a quote or a bill is refused. */
export type AccountReason = RuleReason | 'month-not-past';

interface Part {
  readonly items: readonly Item[];
  readonly orderId: string;
}

/** What the account knows: enrolment, paid months, parts, bills, the registered base. */
export interface AccountState {
  readonly enrolment?: {
    readonly district: District;
    readonly from: Day;
    readonly scheme?: Scheme;
    readonly endedOn?: Day;
  };
  readonly paidMonths: readonly Month[];
  /**
   * Who brought which items of a medical month, kept while the month is paid: a reversal takes back only its
   * own.
   */
  readonly parts: Readonly<Record<string, readonly Part[]>>;
  /** Orders that were reversed: parts and reversals come on different topics, in any order. */
  readonly reversed: ReadonlySet<string>;
  readonly bills: readonly BillMonth[];
  readonly registeredBase?: Yuan;
  readonly quotes: ReadonlySet<string>;
}

/** The facts that the rules judge a pension quote by. */
export const pensionFacts = ({ enrolment, paidMonths, registeredBase }: AccountState): PensionFacts => ({
  ...(enrolment === undefined ? {} : { enrolment: daysOf(enrolment) }),
  paidMonths,
  ...(registeredBase === undefined ? {} : { registeredBase }),
});

/** The facts that the rules judge a medical quote by. */
export const medicalFacts = ({ enrolment, paidMonths, parts, bills }: AccountState): MedicalFacts => ({
  ...(enrolment?.scheme === undefined
    ? {}
    : { enrolment: { ...daysOf(enrolment), scheme: enrolment.scheme } }),
  paidMonths,
  receivedItems: Object.fromEntries(
    Object.entries(parts).map(([month, received]) => [month, received.flatMap(({ items }) => items)]),
  ),
  bills,
});

const daysOf = ({ from, endedOn }: NonNullable<AccountState['enrolment']>) => ({
  from,
  ...(endedOn === undefined ? {} : { until: endedOn }),
});

const issueQuote = (
  pack: Pack,
  command: Extract<AccountCommand, { type: 'IssueQuote' }>,
  state: AccountState,
): Outcome<AccountEvent, AccountReason> => {
  const { personId, insurance, quoteId, at, months, items, channel } = command;
  if (state.quotes.has(quoteId)) return accept();
  const asked = { at, months, ...(items === undefined ? {} : { items }) };
  const base = command.base ?? state.registeredBase;
  const request: QuoteRequest =
    insurance === 'pension'
      ? { ...asked, insurance, facts: pensionFacts(state), ...(base === undefined ? {} : { base }) }
      : { ...asked, insurance, facts: medicalFacts(state) };
  const assessed = assess(pack, request);
  if (!assessed.accepted)
    return reject(assessed.reason, { ...assessed.details, conditions: conditionsOf(assessed, request) });
  const lines: QuoteLine[] = assessed.lines.map(
    (line) =>
      ({
        ...line,
        ...(insurance === 'medical' ? { bundleId: bundleIdOf(personId, line.month) } : {}),
      }) as QuoteLine,
  );
  const quote: GivenQuote = {
    quoteId,
    personId,
    insurance,
    district: state.enrolment?.district as District,
    lines,
    total: assessed.total,
    issuedAt: at,
    expiresAt: assessed.expiresAt,
    ...(state.enrolment?.scheme === undefined ? {} : { scheme: state.enrolment.scheme }),
    ...(channel === undefined ? {} : { channel }),
    ...(assessed.bills[0] === undefined ? {} : { billId: assessed.bills[0] }),
    certificate: certificateOf(pack, request, assessed),
  };
  const declared =
    insurance === 'pension' &&
    command.base !== undefined &&
    capturesBase(channel) &&
    command.base !== state.registeredBase;
  return accept<AccountEvent>(
    ...(declared
      ? [
          {
            type: 'PensionBaseDeclared',
            data: {
              personId,
              base: command.base as Yuan,
              channel: channel as Channel,
              declaredAt: at,
              quoteId,
            },
          } as const,
        ]
      : []),
    { type: 'QuoteIssued', data: quote },
  );
};

const pushBill = (
  { personId, billId, at, months }: Extract<AccountCommand, { type: 'PushBill' }>,
  state: AccountState,
): Outcome<AccountEvent, AccountReason> => {
  if (state.bills.some((bill) => bill.billId === billId)) return accept();
  if (state.enrolment === undefined) return reject('not-registered');
  const notPast = months.filter(({ month }) => month >= currentMonth(at)).map(({ month }) => month);
  if (notPast.length > 0) return reject('month-not-past', { rejectedMonths: notPast });
  const paid = months.filter(({ month }) => state.paidMonths.includes(month)).map(({ month }) => month);
  if (paid.length > 0) return reject('already-paid', { rejectedMonths: paid });
  if (state.enrolment.scheme === 'pooled') {
    const missing = months.flatMap(({ items }) =>
      missingItems(
        bundleOf('pooled'),
        items.map(({ item }) => item),
      ),
    );
    if (missing.length > 0) return reject('bundle-incomplete', { missingItems: [...new Set(missing)] });
  }
  const lateFee = sum(months.map((billed) => billed.lateFee));
  const total = sum([...months.flatMap(({ items }) => items.map(({ amount }) => amount)), lateFee]);
  return accept({ type: 'BillPushed', data: { personId, billId, months, total, lateFee } });
};

const decide =
  (pack: Pack) =>
  (command: AccountCommand, state: AccountState): Outcome<AccountEvent, AccountReason> => {
    const { personId, insurance } = command;
    switch (command.type) {
      case 'NoteEnrolment': {
        const { district, from, scheme } = command;
        const same =
          state.enrolment?.district === district &&
          state.enrolment.from === from &&
          state.enrolment.scheme === scheme &&
          state.enrolment.endedOn === undefined;
        return same
          ? accept()
          : accept({
              type: 'EnrolmentNoted',
              data: { personId, insurance, district, from, ...(scheme === undefined ? {} : { scheme }) },
            });
      }
      case 'NoteEnrolmentEnd':
        return state.enrolment?.endedOn === command.on
          ? accept()
          : accept({ type: 'EnrolmentEndNoted', data: { personId, insurance, on: command.on } });
      case 'NotePaid': {
        const months = command.months.filter((value) => !state.paidMonths.includes(value));
        const { items } = command;
        return months.length === 0
          ? accept()
          : accept({
              type: 'MonthsPaid',
              data: { personId, insurance, months, ...(items === undefined ? {} : { items }) },
            });
      }
      case 'NoteReopened': {
        const { months, orderId } = command;
        return state.reversed.has(orderId)
          ? accept()
          : accept({ type: 'MonthsReopened', data: { personId, insurance, months, orderId } });
      }
      case 'NotePart': {
        const { month, items, orderId } = command;
        return state.reversed.has(orderId) || broughtBy(state.parts[month], orderId)
          ? accept()
          : accept({ type: 'BundlePartNoted', data: { personId, month, items, orderId } });
      }
      case 'PushBill':
        return pushBill(command, state);
      case 'IssueQuote':
        return issueQuote(pack, command, state);
    }
  };

const broughtBy = (parts: readonly Part[] | undefined, orderId: string): boolean =>
  parts?.some((part) => part.orderId === orderId) === true;

const reopened = (
  state: AccountState,
  { months, orderId }: Extract<AccountEvent, { type: 'MonthsReopened' }>['data'],
): AccountState => {
  if (orderId === undefined)
    return {
      ...state,
      paidMonths: state.paidMonths.filter((value) => !months.includes(value)),
      parts: without(state.parts, months),
    };
  // A month that others alone have settled stays settled.
  const own = months.filter(
    (value) => state.parts[value] === undefined || broughtBy(state.parts[value], orderId),
  );
  const left = own
    .map((value) => [value, (state.parts[value] ?? []).filter((part) => part.orderId !== orderId)] as const)
    .filter(([, parts]) => parts.length > 0);
  return {
    ...state,
    reversed: new Set([...state.reversed, orderId]),
    paidMonths: state.paidMonths.filter((value) => !own.includes(value)),
    parts: { ...without(state.parts, own), ...Object.fromEntries(left) },
  };
};

const partsOf = (items: readonly BroughtItem[]): readonly Part[] =>
  [...Map.groupBy(items, ({ orderId }) => orderId)].map(([orderId, brought]) => ({
    items: brought.map(({ item }) => item),
    orderId,
  }));

const without = <V>(
  record: Readonly<Record<string, V>>,
  keys: readonly string[],
): Readonly<Record<string, V>> =>
  Object.fromEntries(Object.entries(record).filter(([key]) => !keys.includes(key)));

const evolve = (state: AccountState, event: AccountEvent): AccountState => {
  switch (event.type) {
    case 'EnrolmentNoted': {
      const { district, from, scheme } = event.data;
      return { ...state, enrolment: { district, from, ...(scheme === undefined ? {} : { scheme }) } };
    }
    case 'EnrolmentEndNoted':
      return state.enrolment === undefined
        ? state
        : { ...state, enrolment: { ...state.enrolment, endedOn: event.data.on } };
    case 'MonthsPaid': {
      const { months, items = [] } = event.data;
      const brought =
        items.length === 0 ? {} : Object.fromEntries(months.map((value) => [value, partsOf(items)]));
      return {
        ...state,
        paidMonths: [...state.paidMonths, ...months],
        parts: { ...without(state.parts, months), ...brought },
      };
    }
    case 'MonthsReopened':
      return reopened(state, event.data);
    case 'BundlePartNoted': {
      const { month, items, orderId } = event.data;
      return {
        ...state,
        parts: { ...state.parts, [month]: [...(state.parts[month] ?? []), { items, orderId }] },
      };
    }
    case 'BillPushed':
      return {
        ...state,
        bills: [
          ...state.bills,
          ...event.data.months.map((billed) => ({ billId: event.data.billId, ...billed }) as BillMonth),
        ],
      };
    case 'PensionBaseDeclared':
      return { ...state, registeredBase: event.data.base };
    case 'QuoteIssued':
      return { ...state, quotes: new Set([...state.quotes, event.data.quoteId]) };
  }
};

/** One person's account for one insurance: what may be paid, how much, and why; decided under a rule pack. */
export const contributionAccount = (
  pack: Pack,
): Decider<AccountCommand, AccountState, AccountEvent, AccountReason> => ({
  initial: { paidMonths: [], parts: {}, reversed: new Set(), bills: [], quotes: new Set() },
  streams: ({ personId, insurance }) => [`contribution-account-${personId}-${insurance}`],
  decide: decide(pack),
  evolve,
});
