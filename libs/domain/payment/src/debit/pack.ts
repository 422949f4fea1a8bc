import { dayOf, type Day, type Instant } from '@canbao/calendar';
import { accept, on, reject, type Decider, type Outcome, type StreamName } from '@canbao/event-sourcing';
import { compare } from '@canbao/money';
import type { Bank } from '@canbao/vocabulary';
import { amountOf } from '../amount-of';
import { isPaid } from '../obligation/is-paid';
import { evolveObligation, obligationStream, type Obligation } from '../obligation/obligation';
import { obligationEvents } from '../obligation/obligation.events';
import { evolveItem, itemStream, newItem, type AnyDebitEvent, type ItemState } from './item';
import { debitItemEvents } from './item.events';
import type { ItemName } from './item-name';
import { packEvents, type PackedItem, type PackEvent, type ResultLine } from './pack.events';
import { quoteOf } from './quoted-item';

/** Items of one pack at most, as an implementation of TIPS has it; configuration. */
export const packItemsMax = 1000;

/** What names a pack: the day of entrustment and its number on it. */
export interface PackName {
  readonly entrustDate: Day;
  readonly packNo: string;
}

/**
 * Ready items of one bank go into a pack, each into one only. What a counter was paid for since, or a part of
 * it, stays behind (`LeaveOutPaid`): a counter is never refused.
 */
export interface MakePack extends PackName {
  readonly type: 'MakePack';
  readonly runId: string;
  readonly bank: Bank;
  readonly items: readonly Omit<ItemName, 'runId'>[];
  readonly until: Day;
  readonly at: Instant;
}
/** The bank has taken the pack, or refused it as a whole. */
export interface NoteSent extends PackName {
  readonly type: 'NoteSent';
  readonly refused?: string;
  readonly at: Instant;
}
/** A result file about the pack, with its totals and hash proven. */
export interface ReceiveResults extends PackName {
  readonly type: 'ReceiveResults';
  readonly digest: string;
  readonly lines: readonly ResultLine[];
  readonly at: Instant;
}
export type PackCommand = MakePack | NoteSent | ReceiveResults;
/** Why a result file is refused whole. */
export type PackReason = 'debit-pack-not-found' | 'debit-result-unknown-item' | 'debit-result-not-sent';

/** A pack as it stands. */
export interface PackState {
  readonly status: 'new' | 'made' | 'taken' | 'refused';
  readonly made?: Extract<PackEvent, { type: 'DebitPackMade' }>['data'];
  /** By number, what the bank said last. */
  readonly results: Readonly<Record<string, ResultLine>>;
  /** Files that contradicted what was known. */
  readonly conflicts: readonly string[];
  /** By id, while a pack is made. */
  readonly items: Readonly<Record<string, ItemState>>;
  /** By stream, the months of these items. */
  readonly months: Readonly<Record<StreamName, Obligation>>;
}

export const packStream = ({ entrustDate, packNo }: PackName): StreamName =>
  `debit-pack-${entrustDate}-${packNo}`;

/** The number of the `index`th item of a pack, unique on the day. */
export const traNoOf = (packNo: string, index: number): string =>
  String((Number(packNo) - 1) * packItemsMax + index + 1).padStart(8, '0');

/** A pack from its making to the last answer of the bank. */
export const debitPack: Decider<PackCommand, PackState, AnyDebitEvent | PackEvent, PackReason> = {
  initial: { status: 'new', results: {}, conflicts: [], items: {}, months: {} },
  streams: (command) => [
    packStream(command),
    ...(command.type === 'MakePack'
      ? command.items.flatMap((item) => [itemStream(item.itemId), monthStream(item)])
      : []),
  ],
  decide: (command, state) => {
    switch (command.type) {
      case 'MakePack':
        return make(command, state);
      case 'NoteSent':
        return noteSent(command, state);
      case 'ReceiveResults':
        return receive(command, state);
    }
  },
  evolve: (state, event) => {
    if (packEvents.has(event)) return evolvePack(state, event);
    if (obligationEvents.has(event)) {
      const stream = monthStream(event.data);
      return {
        ...state,
        months: { ...state.months, [stream]: evolveObligation(state.months[stream], event) },
      };
    }
    if (!debitItemEvents.has(event)) return state;
    const { itemId } = event.data;
    return {
      ...state,
      items: { ...state.items, [itemId]: evolveItem(state.items[itemId] ?? newItem, event) },
    };
  },
};

const monthStream = ({
  personId,
  insurance,
  month,
}: Pick<ItemName, 'personId' | 'insurance' | 'month'>): StreamName =>
  obligationStream(personId, insurance, month);

const evolvePack = (state: PackState, { type, data }: PackEvent): PackState => {
  switch (type) {
    case 'DebitPackMade':
      return { ...state, status: 'made', made: data };
    case 'DebitPackTaken':
      return { ...state, status: 'taken' };
    case 'DebitPackRefused':
      return { ...state, status: 'refused' };
    case 'DebitResultsReceived': {
      const news = Object.fromEntries(data.lines.map((line) => [line.traNo, line]));
      return { ...state, results: { ...state.results, ...news } };
    }
    case 'DebitResultsConflicting':
      return { ...state, conflicts: [...state.conflicts, data.digest] };
  }
};

type Decided = Outcome<AnyDebitEvent | PackEvent, PackReason>;

/** Another run may have taken the number: then nothing is packed, and the caller takes the next one. */
const make = (command: MakePack, { status, items, months }: PackState): Decided => {
  const { runId, entrustDate, packNo, bank, until, at: madeAt } = command;
  const ready = command.items.flatMap(({ itemId }) => {
    const { status: stands, ready: quoted, requested } = items[itemId] ?? newItem;
    return stands === 'ready' && quoted !== undefined && requested?.bank === bank
      ? [{ quoted, agreementId: requested.agreementId, obligation: months[monthStream(quoted)] }]
      : [];
  });
  if (status !== 'new') return accept();
  const isPaidNow = ({ quoted, obligation }: (typeof ready)[number]): boolean =>
    isPaid(quoteOf(quoted), quoted.month, obligation);
  const due = ready.filter((item) => !isPaidNow(item));
  if (due.length === 0) return accept();
  const packed = due.map(({ quoted, agreementId }, index) => {
    const { itemId, personId, insurance, month, protocolNo, total: amount } = quoted;
    const traNo = traNoOf(packNo, index);
    return { itemId, traNo, personId, insurance, month, protocolNo, agreementId, amount };
  });
  const pack = { runId, entrustDate, packNo, bank, items: packed, total: amountOf(packed), until, madeAt };
  return accept<AnyDebitEvent | PackEvent>(
    { type: 'DebitPackMade', data: pack },
    ...packed.map(({ itemId, personId, insurance, month, traNo }) =>
      on<AnyDebitEvent>(itemStream(itemId), {
        type: 'DebitItemPacked',
        data: { itemId, runId, personId, insurance, month, entrustDate, packNo, traNo },
      }),
    ),
  );
};

const noteSent = ({ entrustDate, packNo, refused, at }: NoteSent, { status, made }: PackState): Decided => {
  if (made === undefined) return reject('debit-pack-not-found');
  if (status !== 'made') return accept();
  const named = { runId: made.runId, entrustDate, packNo };
  return accept<PackEvent>(
    refused === undefined
      ? { type: 'DebitPackTaken', data: { ...named, takenAt: at } }
      : { type: 'DebitPackRefused', data: { ...named, said: refused, refusedAt: at } },
  );
};

/**
 * What is new in the file. Money that the bank took is booked, also of an item that it had called failed.
 * Any other end that is known stays: a file that says otherwise of it is kept as a conflict, and nothing of
 * it counts but money that was taken.
 */
const receive = (command: ReceiveResults, state: PackState): Decided => {
  const { entrustDate, packNo, digest, lines, at: receivedAt } = command;
  const { status, made, conflicts } = state;
  if (made === undefined) return reject('debit-pack-not-found');
  if (status === 'refused' && !lines.some(isTaken)) return reject('debit-result-not-sent');
  const own = new Set(made.items.map(({ traNo }) => traNo));
  const strange = lines.filter(({ traNo }) => !own.has(traNo)).map(({ traNo }) => traNo);
  if (strange.length > 0) return reject('debit-result-unknown-item', { traNos: strange });
  const named = { runId: made.runId, entrustDate, packNo, digest };
  const traNos = numbersOf(lines.filter((line) => contradicts(line, knownOf(line, state))));
  const news = lines.filter(
    (line) => isNews(line, knownOf(line, state)) && (traNos.length === 0 || isTaken(line)),
  );
  const afterFailure = numbersOf(news.filter((line) => knownOf(line, state)?.outcome === 'failed'));
  const received = afterFailure.length === 0 ? { lines: news } : { lines: news, afterFailure };
  return accept<PackEvent>(
    ...(news.length === 0
      ? []
      : [{ type: 'DebitResultsReceived', data: { ...named, ...received, receivedAt } } as const]),
    ...(traNos.length === 0 || conflicts.includes(digest)
      ? []
      : [{ type: 'DebitResultsConflicting', data: { ...named, traNos, receivedAt } } as const]),
  );
};

/** What is known of the line's item; a pack that was refused as a whole has debited nothing. */
const knownOf = (line: ResultLine, { status, results }: PackState): ResultLine | undefined =>
  results[line.traNo] ?? (status === 'refused' ? refusedWhole(line) : undefined);

/** What a refusal of the whole pack says of an item. */
export const refusedWhole = ({ traNo, amount }: Pick<ResultLine, 'traNo' | 'amount'>): ResultLine => ({
  traNo,
  amount,
  outcome: 'failed',
  because: 'refused-by-bank',
  said: 'pack',
});

const isTaken = ({ outcome }: ResultLine): boolean => outcome === 'succeeded';
const isTakenAfterAll = (line: ResultLine, known: ResultLine | undefined): boolean =>
  isTaken(line) && known?.outcome === 'failed';

const isNews = (line: ResultLine, known: ResultLine | undefined): boolean =>
  known?.outcome !== line.outcome && !contradicts(line, known);

const numbersOf = (lines: readonly ResultLine[]): string[] => lines.map(({ traNo }) => traNo);

/** The day counts: one form of a bank's answer has the time as well, the other has not. */
const contradicts = (line: ResultLine, known: ResultLine | undefined): boolean =>
  known !== undefined &&
  known.outcome !== 'unknown' &&
  !isTakenAfterAll(line, known) &&
  (line.outcome !== known.outcome ||
    compare(line.amount, known.amount) !== 0 ||
    dayTaken(line) !== dayTaken(known));

const dayTaken = ({ paidAt }: ResultLine): Day | undefined =>
  paidAt === undefined ? undefined : dayOf(paidAt);

/** Whether the file contradicts what is known: it is kept, and books nothing but money that was taken. */
export const isConflictingFile = ({ digest }: ReceiveResults, { conflicts }: PackState): boolean =>
  conflicts.includes(digest);

/** The items of a pack of which the bank has said something, with it. */
export const answeredItems = ({
  made,
  results,
}: PackState): { readonly item: PackedItem; readonly line: ResultLine }[] =>
  (made?.items ?? []).flatMap((item) => {
    const line = results[item.traNo];
    return line === undefined ? [] : [{ item, line }];
  });
