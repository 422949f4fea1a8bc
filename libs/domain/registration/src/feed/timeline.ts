import { dayAfter, dayBefore, monthOf, plusMonths, withoutOverlaps, type Day } from '@canbao/calendar';
import type { District, Scheme } from '@canbao/vocabulary';
import type { EmployerCover, RemovalReason } from '../person.events';
import type { AnyEnrolment } from '../person-state';
import type { BureauMessage } from './message.events';

/** What a message does to the enrolments from a day on. */
interface Step {
  /** The first day on which things are as the message says. */
  readonly at: Day;
  /** An end on a last day says nothing of what begins on the next. */
  readonly isLastDay: boolean;
  readonly sequence: number;
  readonly messageNo: string;
  readonly to:
    | { readonly does: 'begin'; readonly district: District; readonly scheme?: Scheme }
    | { readonly does: 'change'; readonly district?: District; readonly scheme?: Scheme }
    | { readonly does: 'end'; readonly lastDay: Day; readonly reason: RemovalReason | undefined };
  readonly message?: BureauMessage;
}

/** Enrolments as messages make them, and the messages that found nothing to change or to end. */
export interface Timeline {
  readonly enrolments: readonly AnyEnrolment[];
  readonly strays: readonly BureauMessage[];
}

/**
 * The enrolments of before with the messages in the order of their days; on one day in the bureau's order.
 * So a message that comes late takes its place in the past, and what holds from a later day on stands.
 */
export const timelineOf = (base: readonly AnyEnrolment[], messages: readonly BureauMessage[]): Timeline =>
  [...stepsOf(base), ...messages.flatMap(stepOf)]
    .toSorted(inOrder)
    .reduce<Timeline>(after, { enrolments: [], strays: [] });

const inOrder = (a: Step, b: Step): number => {
  if (a.at !== b.at) return a.at < b.at ? -1 : 1;
  if (a.isLastDay !== b.isLastDay) return a.isLastDay ? -1 : 1;
  return a.sequence - b.sequence || (a.messageNo < b.messageNo ? -1 : 1);
};

/** What was told otherwise comes before every message of its day. */
const stepsOf = (base: readonly AnyEnrolment[]): Step[] => {
  const periods = withoutOverlaps(base);
  return periods.flatMap(({ from, until, reason, district, scheme }, index) => {
    const told = { sequence: -1, messageNo: '' };
    const begin: Step = {
      ...told,
      at: from,
      isLastDay: false,
      to: { does: 'begin', district, ...(scheme === undefined ? {} : { scheme }) },
    };
    const isChanged =
      until === undefined || (reason === undefined && periods[index + 1]?.from === dayAfter(until));
    return isChanged
      ? [begin]
      : [
          begin,
          { ...told, at: dayAfter(until), isLastDay: true, to: { does: 'end', lastDay: until, reason } },
        ];
  });
};

const stepOf = (message: BureauMessage): Step[] => {
  const { businessDate: at, sequence, messageNo, change } = message;
  const step = { at, isLastDay: false, sequence, messageNo, message };
  switch (change.kind) {
    case 'enrolled':
    case 'from-employer':
    case 'transferred-in':
    case 'resumed': {
      const { kind: _, ...to } = change;
      return [{ ...step, to: { does: 'begin', ...to } }];
    }
    case 'moved':
      return [{ ...step, to: { does: 'change', district: change.district } }];
    case 'scheme-changed':
      return [{ ...step, to: { does: 'change', scheme: change.scheme } }];
    case 'to-employer':
      return [{ ...step, to: { does: 'end', lastDay: dayBefore(at), reason: change.kind } }];
    case 'left-country':
    case 'transferred-out':
    case 'stopped':
    case 'retired': {
      const end = { does: 'end', lastDay: at, reason: change.kind } as const;
      return [{ ...step, at: dayAfter(at), isLastDay: true, to: end }];
    }
    case 'death':
    case 'withdrawn':
      return [];
  }
};

const after = ({ enrolments, strays }: Timeline, { at, to, message }: Step): Timeline => {
  const last = enrolments.at(-1);
  const open = last?.until === undefined ? last : undefined;
  const others = open === undefined ? enrolments : enrolments.slice(0, -1);
  const former =
    open === undefined || open.from === at ? others : [...others, { ...open, until: dayBefore(at) }];
  const stray = (): Timeline => ({
    enrolments,
    strays: message === undefined ? strays : [...strays, message],
  });
  switch (to.does) {
    case 'begin': {
      const { does: _, ...enrolment } = to;
      return { enrolments: [...former, { ...enrolment, from: at }], strays };
    }
    case 'change': {
      if (open === undefined) return stray();
      const { does: _, ...changed } = to;
      return { enrolments: [...former, { ...open, ...changed, from: at }], strays };
    }
    case 'end': {
      const { lastDay, reason } = to;
      if (open === undefined) return enrolments.length === 0 ? stray() : { enrolments, strays };
      if (lastDay < open.from) return { enrolments: others, strays };
      const because = reason === undefined ? {} : { reason };
      return { enrolments: [...others, { ...open, until: lastDay, ...because }], strays };
    }
  }
};

/**
 * The months that employers pay for, as messages tell them: from the month of taking the job until the month
 * before the person is enrolled on their own again. Configuration: no source says whose the two months are;
 * a job taken in a month that was paid is a usual reason of a refund.
 */
export const coversOf = (messages: readonly BureauMessage[]): Omit<EmployerCover, 'insurance'>[] =>
  messages
    .flatMap(stepOf)
    .toSorted(inOrder)
    .reduce<Omit<EmployerCover, 'insurance'>[]>((covers, { at, to }) => {
      const last = covers.at(-1);
      const open = last?.until === undefined ? last : undefined;
      if (to.does === 'end' && to.reason === 'to-employer')
        return open === undefined ? [...covers, { from: monthOf(at) }] : covers;
      if (to.does !== 'begin' || open === undefined) return covers;
      const until = plusMonths(monthOf(at), -1);
      const others = covers.slice(0, -1);
      return until < open.from ? others : [...others, { ...open, until }];
    }, []);
