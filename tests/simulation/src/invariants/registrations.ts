import {
  currentMonth,
  day,
  dayOf,
  firstDayOf,
  lastDayOf,
  monthOf,
  plusMonths,
  type Month,
} from '@canbao/calendar';
import { payables, type AccountState } from '@canbao/domain-assessment';
import { insurances, type Insurance } from '@canbao/vocabulary';
import { filedOn, type FiledEnrolment } from '../enrolments';
import type { History } from '../history';
import { account, rules } from '../services';
import { stateOf, type World } from '../world';
import type { Finding } from './finding';
import { paidMonths } from './payment-events';

/** Assessment knows each day's enrolment as the department filed it: a change of tomorrow leaves today's. */
export const enrolments = (world: World, history: History): Finding[] =>
  [...history.enrolments].flatMap(([personId, file]) => {
    const stream = `contribution-account-${personId}-medical`;
    const { enrolments: noted } = stateOf(world, 'assessment', account, stream);
    return days(world).flatMap((on) => {
      const [filed, believed] = [filedOn(file, on), filedOn(noted as readonly FiledEnrolment[], on)];
      return filed === believed
        ? []
        : [`enrolments: ${personId} on ${on}: the department filed ${filed}, assessment has ${believed}`];
    });
  });

const days = ({ clock }: World) => {
  const month = currentMonth(clock.now());
  const around = [month, plusMonths(month, -1), plusMonths(month, 1)];
  return [
    dayOf(clock.now()),
    ...around.flatMap((each) => [firstDayOf(each), lastDayOf(each)]),
    ...['2022-01-01', '2022-05-18', '2022-05-19', '2023-01-01'].map(day),
  ];
};

/**
 * A death closes both insurances from the next month, and an employer's cover closes its months; what was
 * paid all the same is a case for a refund, as is a month after that of a stop which no bill asks for, or one
 * whose bill was withdrawn before its money came; nothing else is.
 */
export const refundCases = (world: World, history: History): Finding[] =>
  history.persons.flatMap((personId) =>
    insurances.flatMap((insurance) => {
      const stream = `contribution-account-${personId}-${insurance}`;
      const state = stateOf(world, 'assessment', account, stream);
      const isClosed = (month: Month): boolean =>
        reasonsAgainst(history, personId, insurance, month).length > 0;
      const stop = stopOf(history, personId, insurance);
      const isStopped = (month: Month): boolean =>
        stop !== undefined && month > stop && !isBilled(state, month);
      const toRefund = paidMonths(world)
        .filter((paid) => paid.personId === personId && paid.insurance === insurance)
        .filter(({ month, billId }) => {
          const paid = month as Month;
          return isClosed(paid) || isStopped(paid) || (billId !== undefined && !hasBill(state, paid));
        })
        .map(({ month }) => month)
        .sort()
        .join(' ');
      const cases = Object.keys(state.refundCases).sort().join(' ');
      const asked = { insurance, state, events: [] };
      return [
        ...(toRefund === cases
          ? []
          : [`refunds: ${insurance} of ${personId}: to refund ${toRefund || '-'}, cases ${cases || '-'}`]),
        ...payables(rules, asked, world.clock.now())
          .filter(({ month, status }) => status === 'payable' && isClosed(month))
          .map(({ month }) => `refunds: ${insurance} ${month} of ${personId} is payable, but it is closed`),
      ];
    }),
  );

const stopOf = (history: History, personId: string, insurance: Insurance): Month | undefined => {
  const told = history.stops.get(personId);
  if (told !== undefined) return told[insurance];
  const until = insurance === 'medical' ? history.enrolments.get(personId)?.at(-1)?.until : undefined;
  return until === undefined ? undefined : monthOf(until);
};

const hasBill = ({ bills }: AccountState, month: Month): boolean =>
  bills.some((bill) => bill.month === month);

const isBilled = (state: AccountState, month: Month): boolean =>
  hasBill(state, month) || (state.received[month] ?? []).some(({ billId }) => billId !== undefined);

/** Why the bureaus' own files close a month: a death before it, an employer who covers it. */
export const reasonsAgainst = (
  { deaths, covers }: History,
  personId: string,
  insurance: Insurance,
  month: Month,
): string[] => {
  const diedOn = deaths.get(personId)?.at(-1)?.on;
  const covering = (covers.get(personId) ?? []).filter(
    ({ insurance: covered, from, until = month }) => covered === insurance && from <= month && month <= until,
  );
  return [
    ...(diedOn !== undefined && month > monthOf(diedOn) ? ['death'] : []),
    ...covering.map(() => 'employer-cover'),
  ];
};
