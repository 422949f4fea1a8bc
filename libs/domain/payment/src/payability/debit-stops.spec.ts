import { day, month } from '@canbao/calendar';
import { debitStops } from './debit-stops';
import type { RegisteredFact } from './payability.events';

const personId = '10000000-0000-4000-8000-000000000001';
const pension = { personId, insurance: 'pension' } as const;
const enrolled: RegisteredFact = {
  type: 'EnrolmentNoted',
  data: { ...pension, district: '370102', from: day('2022-01-01') },
};
const died = (diedOn: string | undefined, revision: number): RegisteredFact => ({
  type: 'DeathNoted',
  data: { personId, ...(diedOn === undefined ? {} : { diedOn: day(diedOn) }), revision },
});
const job = (from: string, until?: string): RegisteredFact => ({
  type: 'EmployerCoverNoted',
  data: {
    ...pension,
    from: month(from),
    ...(until === undefined ? {} : { until: month(until) }),
    revision: 1,
  },
});
const noJob: RegisteredFact = {
  type: 'EmployerCoverWithdrawalNoted',
  data: { ...pension, from: month('2022-03'), revision: 2 },
};
const ended = (on: string): RegisteredFact => ({
  type: 'EnrolmentEndNoted',
  data: { ...pension, on: day(on) },
});
const restated: RegisteredFact = {
  type: 'EnrolmentsNoted',
  data: {
    ...pension,
    enrolments: [
      { district: '370102', from: day('2022-01-01'), until: day('2022-02-28') },
      { district: '370102', from: day('2022-04-01') },
    ],
  },
};

describe('debits of an agreement', () => {
  it.each<[string, RegisteredFact[], string[]]>([
    ['go on while the person is enrolled', [enrolled], []],
    ['go on where nothing is known', [], []],
    ['stop with the month after a death', [enrolled, died('2022-03-10', 1)], ['2022-04 person-deceased']],
    ['go on when the death is withdrawn', [enrolled, died('2022-03-10', 1), died(undefined, 2)], []],
    ['stop with the month of taking a job', [enrolled, job('2022-03')], ['2022-03 covered-by-employer']],
    ['go on when the job was none', [enrolled, job('2022-03'), noJob], []],
    ['go on after a job that has ended', [enrolled, job('2022-03', '2022-04')], []],
    [
      'stop with the month after a stop on its last day',
      [enrolled, ended('2022-03-31')],
      ['2022-04 not-registered'],
    ],
    ['stop with the month of a stop within it', [enrolled, ended('2022-03-30')], ['2022-03 not-registered']],
    [
      'stop with the first of several ends',
      [enrolled, ended('2022-04-30'), died('2022-03-10', 1)],
      ['2022-04 person-deceased'],
    ],
    [
      'say of two ends in one month what is behind the other',
      [enrolled, ended('2022-03-14'), job('2022-03')],
      ['2022-03 covered-by-employer'],
    ],
    ['go on when enrolments that are told anew have no end', [enrolled, ended('2022-02-28'), restated], []],
  ])('%s', (_, facts, stops) =>
    expect(debitStops(facts, ['pension']).map(({ from, because }) => `${from} ${because}`)).toEqual(stops),
  );
  it('stop for one insurance and go on for the other', () =>
    expect(debitStops([enrolled, job('2022-03')], ['pension', 'medical'])).toEqual([
      { insurance: 'pension', from: '2022-03', because: 'covered-by-employer' },
    ]));
});
