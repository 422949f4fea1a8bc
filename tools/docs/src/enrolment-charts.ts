import type { Day } from '@canbao/calendar';
import { person, type PersonCommand, type PersonState } from '@canbao/domain-registration';
import { chart, type Chart } from './chart';

const personId = '10000000-0000-4000-8000-000000000001';
const from = '2022-01-01' as Day;
const on = '2022-05-31' as Day;
const enrolmentStatus = ({ registered, pension, diedOn }: PersonState): string => {
  if (!registered) return 'not registered';
  if (diedOn !== undefined) return 'deceased';
  const last = pension.at(-1);
  if (last === undefined) return 'registered';
  return last.until === undefined ? 'enrolled' : 'ended';
};

/** Enrolments of a person. */
export const enrolmentCharts: readonly Chart[] = [
  chart('Pension enrolment', 'Medical enrolment runs the same course by itself.', {
    decider: person,
    commands: [
      { type: 'Register', personId },
      { type: 'EnrolPension', personId, district: '370102', from },
      { type: 'EndPension', personId, on, reason: 'stopped' },
      { type: 'RecordDeath', personId, bureau: 'hrss', on, today: on },
      { type: 'WithdrawDeath', personId, bureau: 'hrss' },
    ] satisfies PersonCommand[],
    observed: [`person-${personId}`],
    statusOf: enrolmentStatus,
  }),
];
