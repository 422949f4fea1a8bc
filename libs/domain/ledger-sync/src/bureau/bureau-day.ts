import type { Day, Instant } from '@canbao/calendar';
import { accept, type Decider, type Outcome, type StreamName } from '@canbao/event-sourcing';
import { toFen } from '@canbao/money';
import { items, type Insurance } from '@canbao/vocabulary';
import type { BureauDayEvent, DayDifference, DayTotals } from './bureau-day.events';

interface About {
  readonly insurance: Insurance;
  readonly day: Day;
  readonly totalsId: string;
  readonly at: Instant;
}

/** Our totals of a day as they are now, to be told under that id where there is something to tell. */
export type TellTotals = About & { readonly type: 'TellTotals'; readonly ours: DayTotals };
/** The bureau has answered; `differences` are those of its lines from ours, once they are known. */
export type CompareTotals = About & {
  readonly type: 'CompareTotals';
  readonly theirs: DayTotals;
  readonly differences: readonly DayDifference[];
  readonly leftOut: number;
};
/** The bureau has been asked in vain for so long that somebody has to hear of it. */
export type NoteUnanswered = About & { readonly type: 'NoteUnanswered' };
export type BureauDayCommand = TellTotals | CompareTotals | NoteUnanswered;

/** A bureau's day as it stands. */
export interface BureauDay {
  readonly status: 'untold' | 'told' | 'unanswered' | 'agreed' | 'different';
  /** What it was told last, and under which id. */
  readonly told?: { readonly totalsId: string; readonly ours: DayTotals; readonly at: Instant };
  readonly theirs?: DayTotals;
  readonly differences: readonly DayDifference[];
  readonly leftOut: number;
}

/** The stream of a bureau's day. */
export const bureauDayStream = ({ insurance, day }: Pick<About, 'insurance' | 'day'>): StreamName =>
  `bureau-day-${insurance}-${day}`;

/**
 * Configuration: minutes from one question to the next while there is no answer, and after a difference; the
 * last repeats. The first is asked half an hour after the day has ended (Asia/Shanghai), so that what was
 * under way at midnight has its answer.
 */
export const askTotalsMinutes = [5, 15, 60, 180, 360] as const;
export const firstAskedAfterMinutes = 30;
/** Configuration: hours in vain after which it is a case. */
export const unansweredHours = 12;
/** Configuration: differences that are named. */
export const namedMax = 200;

/** Whether two sides have the same: also by what was paid for. */
export const areSameTotals = (one: DayTotals, other: DayTotals): boolean => textOf(one) === textOf(other);

const textOf = ({ booked, reversed, items: of }: DayTotals): string =>
  [
    ...[booked, reversed].map(({ count, amount }) => `${count} ${toFen(amount)}`),
    ...items.flatMap((name) => {
      const lines = of.filter(({ item }) => item === name);
      const sums = (['booked', 'reversed'] as const).map((kind) =>
        lines.reduce((sum, line) => sum + toFen(line[kind]), 0n),
      );
      return sums.every((sum) => sum === 0n) ? [] : [`${name} ${sums.join(' ')}`];
    }),
  ].join('\n');

const decide = (command: BureauDayCommand, state: BureauDay): Outcome<BureauDayEvent, never> => {
  const { insurance, day, totalsId, at } = command;
  const about = { insurance, day, totalsId, at };
  const { status, told } = state;
  const isAsked = (status === 'told' || status === 'unanswered') && told !== undefined;
  if (command.type === 'TellTotals') {
    const isSettled = status === 'agreed' && told !== undefined && areSameTotals(told.ours, command.ours);
    // While there is no answer, the question stays as it was.
    if (isAsked || isSettled) return accept();
    return accept<BureauDayEvent>({ type: 'TotalsTold', data: { ...about, ours: command.ours } });
  }
  // Of an earlier question, or a repeat.
  if (!isAsked || told.totalsId !== totalsId) return accept();
  const { ours } = told;
  if (command.type === 'NoteUnanswered')
    return status === 'unanswered'
      ? accept()
      : accept<BureauDayEvent>({ type: 'TotalsUnanswered', data: { ...about, ours } });
  const { theirs, differences, leftOut } = command;
  return areSameTotals(ours, theirs)
    ? accept<BureauDayEvent>({ type: 'TotalsAgreed', data: { ...about, ours } })
    : accept<BureauDayEvent>({
        type: 'TotalsDiffered',
        data: { ...about, ours, theirs, differences, leftOut },
      });
};

const evolve = (state: BureauDay, { type, data }: BureauDayEvent): BureauDay => {
  switch (type) {
    case 'TotalsTold': {
      const { totalsId, ours, at } = data;
      return { ...state, status: 'told', told: { totalsId, ours, at } };
    }
    case 'TotalsUnanswered':
      return { ...state, status: 'unanswered' };
    case 'TotalsAgreed':
      return { ...state, status: 'agreed', theirs: data.ours, differences: [], leftOut: 0 };
    case 'TotalsDiffered': {
      const { theirs, differences, leftOut } = data;
      return { ...state, status: 'different', theirs, differences, leftOut };
    }
  }
};

/** The daily totals of one bureau: told, answered, and agreed or not; told anew when either side changes. */
export const bureauDay: Decider<BureauDayCommand, BureauDay, BureauDayEvent, never> = {
  initial: { status: 'untold', differences: [], leftOut: 0 },
  streams: (command) => [bureauDayStream(command)],
  decide,
  evolve,
};
