import {
  day,
  firstDayOf,
  instant,
  month,
  monthsBetween,
  plusMonths,
  startOf,
  type Month,
} from '@canbao/calendar';
import { coverageOfAccount, type AccountEvent } from '@canbao/domain-assessment';
import { eventIdOf, type StoredEvent } from '@canbao/event-sourcing';
import { pack } from '@canbao/rules';
import type { Bench } from './settings';
import { beside, median, round } from './stats';

/** Four years of months for each person, every eighth left out, and every third of those paid later. */
const [first, last, persons] = [month('2022-05'), month('2026-04'), 500];
const asOf = day('2026-05-20');

/** People whose cover is computed anew from their events, each second, on one core and without a database. */
export const coverageBench: Bench = {
  names: ['coverage'],
  run: async ({ seconds, rounds }) => {
    const rules = pack('jinan');
    const accounts = Array.from({ length: persons }, (_, index) => accountOf(index));
    const peopleASecond = (compute: (account: readonly StoredEvent[]) => void): number[] =>
      Array.from({ length: rounds }, () => {
        const began = performance.now();
        let count = 0;
        while (performance.now() - began < seconds * 1000)
          for (const account of accounts) {
            compute(account);
            count += 1;
          }
        return (count * 1000) / (performance.now() - began);
      });
    const rates = peopleASecond((account) => {
      if ('unknown' in coverageOfAccount(rules, account, asOf)) throw new Error('cover is unknown');
    });
    // The floor reads the same events once and makes nothing of them.
    const floor = median(peopleASecond((account) => JSON.stringify(account.map(({ data }) => data))));
    const value = round(median(rates), 0);
    const events = accounts.reduce((sum, account) => sum + account.length, 0) / persons;
    return [
      {
        name: 'coverage',
        value,
        unit: 'people/s',
        ...beside(value, round(floor, 0), undefined),
        target: '≥ 1,000 people/s',
        detail: { events: round(events), rounds: rates.map((rate) => round(rate, 0)) },
      },
    ];
  },
};

const accountOf = (index: number): StoredEvent[] => {
  const account = { personId: `person-${index}`, insurance: 'medical' } as const;
  const months = monthsBetween(first, last);
  const paid = (each: Month, paidIn: Month): [string, AccountEvent] => [
    firstDayOf(paidIn),
    { type: 'MonthsPaid', data: { ...account, months: [each], paidAt: startOf(firstDayOf(paidIn)) } },
  ];
  const told: [string, AccountEvent][] = [
    [
      '2022-05-01',
      {
        type: 'EnrolmentNoted',
        data: { ...account, district: '370102', from: day('2022-05-01'), scheme: 'pooled' },
      },
    ],
    ...months.flatMap((each, at) => {
      if ((at + index) % 8 !== 7) return [paid(each, each)];
      return (at + index) % 3 === 0 ? [paid(each, plusMonths(each, 1))] : [];
    }),
  ];
  return told
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([on, event], at) => ({
      ...event,
      position: BigInt(at + 1),
      stream: `contribution-account-${account.personId}-medical`,
      version: at + 1,
      eventId: eventIdOf(String(at).padStart(64, '0')),
      revision: 1,
      subject: account.personId,
      recordedAt: instant(`${on}T10:00:00+08:00`),
      metadata: { actor: 'bench' },
    }));
};
