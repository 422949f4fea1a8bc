import {
  dayOf,
  firstDayOf,
  instant,
  lastDayOf,
  monthOf,
  monthsBetween,
  plusMonths,
  type Month,
} from '@canbao/calendar';
import { coverageReport, type CoverageReport } from '@canbao/domain-assessment';
import type { StoredEvent } from '@canbao/event-sourcing';
import type { History } from '../history';
import { rules } from '../services';
import type { World } from '../world';
import type { Finding } from './finding';
import { paidMonths } from './payment-events';

/**
 * Cover follows what payment has settled, and when. Nobody is covered in a month whose predecessor was not
 * paid before it closed; whoever is covered and pays in time stays covered, and a first payment brings cover.
 * Told from payment's own events and the bureaus' files, without the rule.
 */
export const cover = (world: World, history: History): Finding[] =>
  history.persons.flatMap((personId) => {
    const today = dayOf(world.clock.now());
    const report = coverageReport(rules, accountOf(world, personId), { asOf: today });
    const paid = paidMonths(world).filter(
      (each) => each.personId === personId && each.insurance === 'medical',
    );
    const paidIn = paid.map(({ paidAt }) => monthOf(dayOf(instant(paidAt))));
    const isInTime = (month: Month): boolean =>
      paid.some((each) => each.month === month && monthOf(dayOf(instant(each.paidAt))) <= month);
    const isElsewhere = coveredBy(history, personId);
    if ('noRuleFor' in report)
      return report.noRuleFor < '2022-04' ? [] : [`cover: of ${personId}: no rule for ${report.noRuleFor}`];
    const diedOn = history.deaths.get(personId)?.at(-1)?.on;
    const open = monthOf(today);
    return monthsBetween(plusMonths(open, -6), open).flatMap((month): Finding[] => {
      const next = plusMonths(month, 1);
      const [isBefore, isAfter] = [isActive(report, month), isActive(report, next)];
      const isPaid = isInTime(month) || isElsewhere(month);
      const name = `cover: of ${personId} in ${next}`;
      // What comes after the open month is told only once that is paid.
      const isTold = month < open || isPaid;
      if (isTold && isAfter && !isPaid && !isElsewhere(next))
        return [`${name}: covered, but ${month} was not paid in time`];
      // Of a record that began with an employer, it is a gap that the payment follows.
      const isFirst =
        isInTime(month) && paidIn.toSorted()[0] === month && !beganElsewhere(history, personId, month);
      const lives = diedOn === undefined || diedOn >= firstDayOf(next);
      return isPaid && lives && (isBefore || isFirst) && !isAfter
        ? [`${name}: not covered, but ${month} was paid in time`]
        : [];
    });
  });

/** The events that cover is read from, with the planted bug that sits in the reading. */
const accountOf = (world: World, personId: string): readonly StoredEvent[] => {
  const events = world.tables.assessment.streams.get(`contribution-account-${personId}-medical`) ?? [];
  return world.bugs.coversWithoutMoney === true
    ? events.filter(({ type }) => type !== 'MonthsReopened')
    : events;
};

const isActive = ({ items }: CoverageReport, month: Month): boolean =>
  items.some(
    ({ state, from, until }) =>
      state === 'active' && from <= lastDayOf(month) && (until === undefined || until >= firstDayOf(month)),
  );

const beganElsewhere = ({ covers }: History, personId: string, month: Month): boolean =>
  (covers.get(personId) ?? []).some(({ insurance, from }) => insurance === 'medical' && from <= month);

const coveredBy =
  ({ covers }: History, personId: string) =>
  (month: Month): boolean =>
    (covers.get(personId) ?? []).some(
      ({ insurance, from, until = month }) => insurance === 'medical' && from <= month && month <= until,
    );
