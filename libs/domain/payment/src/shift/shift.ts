import type { Instant } from '@canbao/calendar';
import type { RejectionTable } from '@canbao/contracts';
import { accept, reject, type Decider, type Outcome, type StreamName } from '@canbao/event-sourcing';
import { add, subtract, zero, type Yuan } from '@canbao/money';
import type { ShiftEvent, ShiftTotals } from './shift.events';

type DataOf<Type extends ShiftEvent['type']> = Extract<ShiftEvent, { type: Type }>['data'];

interface OfOfficer {
  readonly shiftId: string;
  /** The officer's whole identity, and the stream of their shifts. */
  readonly officer: string;
  readonly stream: StreamName;
  readonly at: Instant;
}
/** An officer takes over a drawer with so much cash in it. */
export interface OpenShift extends OfOfficer {
  readonly type: 'OpenShift';
  readonly openingCash: Yuan;
}
/** An officer counts the drawer; the totals are those of the movements up to a position. */
export interface CloseShift extends OfOfficer {
  readonly type: 'CloseShift';
  readonly countedCash: Yuan;
  readonly totals: ShiftTotals;
  readonly upTo: string;
}
export type ShiftCommand = OpenShift | CloseShift;
export type ShiftReason = 'shift-already-open' | 'shift-closed' | 'shift-not-found';

/** A shift that is over. */
export interface ClosedShift {
  readonly opened: DataOf<'ShiftOpened'>;
  readonly closed: DataOf<'ShiftClosed'>;
}

/** The shifts of one officer: at most one is open. */
export interface Shifts {
  readonly open?: DataOf<'ShiftOpened'>;
  readonly closed: Readonly<Record<string, ClosedShift>>;
}

/** The stream of an officer's shifts; `officerId` is the UUID of their identity. */
export const shiftStream = (officerId: string): StreamName => `shifts-${officerId}`;

const openShift = (command: OpenShift, { open, closed }: Shifts): Outcome<ShiftEvent, ShiftReason> => {
  const { shiftId, officer, at: openedAt, openingCash } = command;
  if (open?.shiftId === shiftId || closed[shiftId] !== undefined) return accept();
  if (open !== undefined) return reject('shift-already-open', { shiftId: open.shiftId });
  return accept<ShiftEvent>({ type: 'ShiftOpened', data: { shiftId, officer, openedAt, openingCash } });
};

const closeShift = (command: CloseShift, { open, closed }: Shifts): Outcome<ShiftEvent, ShiftReason> => {
  const { shiftId, officer, at: closedAt, countedCash, totals, upTo } = command;
  const before = closed[shiftId]?.closed;
  // Counted once: who counts again and finds something else has another question.
  if (before !== undefined)
    return before.countedCash === countedCash
      ? accept()
      : reject('shift-closed', { closedAt: before.closedAt });
  if (open?.shiftId !== shiftId) return reject('shift-not-found');
  const expectedCash = expectedIn(open.openingCash, totals);
  const difference = subtract(countedCash, expectedCash);
  return accept<ShiftEvent>({
    type: 'ShiftClosed',
    data: { shiftId, officer, closedAt, totals, expectedCash, countedCash, difference, upTo },
  });
};

/** Yuan that should be in a drawer. */
export const expectedIn = (openingCash: Yuan, { cash }: ShiftTotals): Yuan =>
  subtract(subtract(add(openingCash, cash.collected), cash.reversed), cash.refunded ?? zero);

/** Shifts of a tax desk: a collection outside any is booked all the same, and shown as such. */
export const shifts: Decider<ShiftCommand, Shifts, ShiftEvent, ShiftReason> = {
  initial: { closed: {} },
  streams: ({ stream }) => [stream],
  decide: (command, state) =>
    command.type === 'OpenShift' ? openShift(command, state) : closeShift(command, state),
  evolve: ({ open, closed }, { type, data }) => {
    if (type === 'ShiftOpened') return { open: data, closed };
    return open === undefined
      ? { closed }
      : { closed: { ...closed, [data.shiftId]: { opened: open, closed: data } } };
  },
};

/** A shift as it is shown. Yuan. */
export interface ShiftReport {
  readonly shiftId: string;
  readonly officer: string;
  readonly status: 'open' | 'closed';
  readonly openedAt: Instant;
  readonly openingCash: Yuan;
  readonly closedAt?: Instant;
  readonly totals: ShiftTotals;
  readonly expectedCash: Yuan;
  readonly countedCash?: Yuan;
  readonly difference?: Yuan;
}

const none = {
  collections: 0,
  collected: zero,
  reversals: 0,
  reversed: zero,
  refunds: 0,
  refunded: zero,
};
/** The totals of a shift that has just begun. */
export const noTotals: ShiftTotals = { cash: none, card: none };

/** Shifts that were closed before refunds were counted had none. */
const whole = ({ cash, card }: ShiftTotals): ShiftTotals => ({
  cash: { ...none, ...cash },
  card: { ...none, ...card },
});

/** A shift with its totals, over or so far. */
export const shiftReport = (
  { shiftId, officer, openedAt, openingCash }: DataOf<'ShiftOpened'>,
  totals: ShiftTotals,
  closing?: Pick<DataOf<'ShiftClosed'>, 'closedAt' | 'countedCash'>,
): ShiftReport => {
  const expectedCash = expectedIn(openingCash, totals);
  const opened = { shiftId, officer, openedAt, openingCash, totals: whole(totals), expectedCash };
  if (closing === undefined) return { ...opened, status: 'open' };
  const { closedAt, countedCash } = closing;
  return {
    ...opened,
    status: 'closed',
    closedAt,
    countedCash,
    difference: subtract(countedCash, expectedCash),
  };
};

/** The texts of these refusals. */
export const shiftRejections: RejectionTable<ShiftReason> = {
  'shift-already-open': {
    status: 409,
    detail: 'The officer has a shift open: close it first. `shiftId` names it.',
    userMessage: '您有尚未结束的班次，请先交班。',
    retryable: true,
  },
  'shift-closed': {
    status: 409,
    detail: 'The shift was closed with another count of its cash.',
    userMessage: '该班次已交班。',
    retryable: false,
  },
  'shift-not-found': {
    status: 404,
    detail: 'No such shift, or it is not the caller’s.',
    userMessage: '未找到该班次。',
    retryable: false,
  },
};
