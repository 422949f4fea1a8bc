import type { Day } from '@canbao/calendar';
import { accept, reject, type Decider, type Outcome, type StreamName } from '@canbao/event-sourcing';
import type { Channel } from '@canbao/vocabulary';
import type { ChannelDayEvent } from './channel-day.events';

type DataOf<Type extends ChannelDayEvent['type']> = Extract<ChannelDayEvent, { type: Type }>['data'];

export type ReceiveStatement = Omit<DataOf<'StatementReceived'>, 'replaces'> & {
  readonly type: 'ReceiveStatement';
};
export type RefuseStatement = DataOf<'StatementRefused'> & { readonly type: 'RefuseStatement' };
export type RecordMatching = DataOf<'DayMatched'> & { readonly type: 'RecordMatching' };
export type CloseDay = DataOf<'DayClosed'> & {
  readonly type: 'CloseDay';
  /** Differences of the day that nothing explains yet. */
  readonly open: number;
};
export type ReopenDay = DataOf<'DayReopened'> & { readonly type: 'ReopenDay' };
export type ChannelDayCommand = ReceiveStatement | RefuseStatement | RecordMatching | CloseDay | ReopenDay;

/** Why a day does not change. */
export type ChannelDayReason = 'statement-superseded' | 'day-not-matched' | 'differences-open';

/** A channel's day as it stands. */
export interface ChannelDay {
  /** The statement in force. */
  readonly statementId?: string;
  /** Digests of every statement of the day, the one in force last. */
  readonly digests: readonly string[];
  readonly refused: readonly string[];
  readonly matched?: DataOf<'DayMatched'>;
  readonly isClosed: boolean;
}

/** The stream of a channel's day. */
export const channelDayStream = (channel: Channel, day: Day): StreamName => `channel-day-${channel}-${day}`;

const decide = (
  command: ChannelDayCommand,
  state: ChannelDay,
): Outcome<ChannelDayEvent, ChannelDayReason> => {
  switch (command.type) {
    case 'ReceiveStatement':
      return receive(command, state);
    case 'RefuseStatement': {
      const { type: _, ...data } = command;
      const isKnown = state.refused.includes(`${data.digest} ${data.because}`);
      return isKnown ? accept() : accept<ChannelDayEvent>({ type: 'StatementRefused', data });
    }
    case 'RecordMatching':
      return recordMatching(command, state);
    case 'CloseDay':
      return closeDay(command, state);
    case 'ReopenDay': {
      const { type: _, ...data } = command;
      return state.isClosed ? accept<ChannelDayEvent>({ type: 'DayReopened', data }) : accept();
    }
  }
};

/**
 * The same file has one effect. Another one of the day corrects it; one that was corrected and comes late
 * again corrects nothing back.
 */
const receive = (
  { type: _, ...data }: ReceiveStatement,
  { statementId, digests }: ChannelDay,
): Outcome<ChannelDayEvent, never> => {
  if (digests.includes(data.digest)) return accept();
  const replaces = statementId === undefined ? {} : { replaces: statementId };
  return accept<ChannelDayEvent>({ type: 'StatementReceived', data: { ...data, ...replaces } });
};

const recordMatching = (
  { type: _, ...data }: RecordMatching,
  { statementId, matched }: ChannelDay,
): Outcome<ChannelDayEvent, ChannelDayReason> => {
  if (data.statementId !== statementId) return reject('statement-superseded');
  return matched !== undefined && saysTheSame(matched, data)
    ? accept()
    : accept<ChannelDayEvent>({ type: 'DayMatched', data });
};

const saysTheSame = (one: DataOf<'DayMatched'>, other: DataOf<'DayMatched'>): boolean =>
  [one, other]
    .map(({ statementId, matched, differences }) =>
      [
        statementId,
        matched.count,
        matched.amount,
        ...Object.keys(differences)
          .toSorted()
          .map((name) => `${name} ${differences[name]?.count} ${differences[name]?.amount}`),
      ].join('|'),
    )
    .every((text, _, [first]) => text === first);

const closeDay = (
  { type: _, open, ...data }: CloseDay,
  { statementId, matched, isClosed }: ChannelDay,
): Outcome<ChannelDayEvent, ChannelDayReason> => {
  if (isClosed && data.statementId === statementId) return accept();
  if (matched?.statementId !== data.statementId || data.statementId !== statementId)
    return reject('day-not-matched');
  if (open > 0) return reject('differences-open', { open });
  return accept<ChannelDayEvent>({ type: 'DayClosed', data });
};

const evolve = (state: ChannelDay, { type, data }: ChannelDayEvent): ChannelDay => {
  switch (type) {
    case 'StatementReceived': {
      const { statementId, digest } = data;
      const { refused, digests } = state;
      return { refused, digests: [...digests, digest], statementId, isClosed: false };
    }
    case 'StatementRefused':
      return { ...state, refused: [...state.refused, `${data.digest} ${data.because}`] };
    case 'DayMatched':
      return { ...state, matched: data };
    case 'DayClosed':
      return { ...state, isClosed: true };
    case 'DayReopened':
      return { ...state, isClosed: false };
  }
};

/** The day end of one channel: from its statement to the day on which every fen is explained. */
export const channelDay: Decider<ChannelDayCommand, ChannelDay, ChannelDayEvent, ChannelDayReason> = {
  initial: { digests: [], refused: [], isClosed: false },
  streams: ({ channel, day }) => [channelDayStream(channel, day)],
  decide,
  evolve,
};
