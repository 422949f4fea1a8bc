import { day, dayOf, monthOf, type Month } from '@canbao/calendar';
import { payables } from '@canbao/domain-assessment';
import { insurances } from '@canbao/vocabulary';
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

const days = ({ clock }: World) => [
  dayOf(clock.now()),
  ...['2022-01-01', '2022-04-30', '2022-05-01', '2022-05-19', '2022-06-01', '2023-01-01'].map(day),
];

/** A death closes both insurances from the next month, and what was paid beyond it is a case for a refund. */
export const deaths = (world: World, history: History): Finding[] =>
  history.persons.flatMap((personId) =>
    insurances.flatMap((insurance) => {
      const stream = `contribution-account-${personId}-${insurance}`;
      const state = stateOf(world, 'assessment', account, stream);
      const diedOn = history.deaths.get(personId);
      const isBeyond = (month: Month): boolean => diedOn !== undefined && month > monthOf(diedOn);
      const toRefund = paidMonths(world)
        .filter((paid) => paid.personId === personId && paid.insurance === insurance)
        .filter(({ month }) => isBeyond(month as Month))
        .map(({ month }) => month)
        .sort()
        .join(' ');
      const cases = Object.keys(state.refundCases).sort().join(' ');
      const asked = { insurance, state, events: [] };
      return [
        ...(toRefund === cases
          ? []
          : [`deaths: ${insurance} of ${personId}: to refund ${toRefund || '-'}, cases ${cases || '-'}`]),
        ...payables(rules, asked, world.clock.now())
          .filter(({ month, status }) => status === 'payable' && isBeyond(month))
          .map(({ month }) => `deaths: ${insurance} ${month} of ${personId} is payable after the death`),
      ];
    }),
  );
