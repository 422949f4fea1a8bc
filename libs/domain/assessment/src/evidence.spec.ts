import { month } from '@canbao/calendar';
import type { StoredEvent } from '@canbao/event-sourcing';
import { evidenceOf } from './evidence';

const stored = (
  [
    ['EnrolmentNoted', {}],
    ['BundlePartNoted', { month: '2022-04' }],
    ['BundlePartNoted', { month: '2022-05' }],
    ['MonthsPaid', { months: ['2022-03'] }],
    ['EnrolmentEndNoted', {}],
    ['DeathNoted', {}],
    ['EmployerCoverNoted', { from: '2022-05' }],
  ] as const
).map(([type, data], index) => ({ type, data, eventId: `event-${index + 1}` }) as unknown as StoredEvent);

it.each([
  ['a missing item on the part of that month', 'bundle-incomplete', '2022-04', 'event-2'],
  ['a paid month on its payment', 'already-paid', '2022-03', 'event-4'],
  ['an ended enrolment on its end', 'not-registered', '2022-05', 'event-5'],
  ['the window on no event', 'prepayment-not-allowed', '2022-06', undefined],
  ['a death on its report', 'person-deceased', '2022-05', 'event-6'],
  ['a month that an employer covers on its report', 'covered-by-employer', '2022-05', 'event-7'],
  ['another month on nothing', 'already-paid', '2022-05', undefined],
])('a condition rests: %s', (_, code, value, event) =>
  expect(evidenceOf(stored, code, month(value))).toBe(event),
);

it.each([
  ['a missing enrolment', 'not-registered', 'event-1'],
  ['a paid month', 'already-paid', 'event-4'],
])('a condition does not rest on later events of another kind: %s', (_, code, event) =>
  expect(evidenceOf(stored.slice(0, 4), code, month('2022-03'))).toBe(event),
);

it('a condition does not rest on a report that was withdrawn or replaced', () => {
  const events = (
    [
      ['EmployerCoverNoted', { from: '2022-01' }],
      ['EmployerCoverNoted', { from: '2022-03' }],
      ['EmployerCoverNoted', { from: '2022-04' }],
      ['EmployerCoverWithdrawalNoted', { from: '2022-04' }],
      ['EmployerCoverNoted', { from: '2022-03', until: '2022-03' }],
      ['DeathNoted', { on: '2022-03-01' }],
      ['DeathWithdrawalNoted', { diedOn: '2022-02-01' }],
      ['DeathWithdrawalNoted', {}],
    ] as const
  ).map(([type, data], index) => ({ type, data, eventId: `event-${index + 1}` }) as unknown as StoredEvent);
  const evidence = (code: string, of: string) => evidenceOf(events, code, month(of));
  expect(evidence('covered-by-employer', '2022-05')).toBe('event-1');
  expect(evidence('covered-by-employer', '2022-03')).toBe('event-5');
  expect(evidence('person-deceased', '2022-05')).toBe('event-7');
});

it('an account without events is no evidence', () =>
  expect(evidenceOf([], 'not-registered', month('2022-05'))).toBeUndefined());
