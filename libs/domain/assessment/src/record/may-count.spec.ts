import { month, type Month } from '@canbao/calendar';
import type { StoredEvent } from '@canbao/event-sourcing';
import { pack } from '@canbao/rules';
import { april, enrolled, march, may, noon, pension } from '../../test/accounts';
import type { AccountEvent } from '../account/contribution-account.events';
import { knownAt } from '../coverage/known-account';
import { mayCount } from './may-count';

const rules = pack('jinan');
const past = (...events: AccountEvent[]): StoredEvent[] =>
  [enrolled, ...events].map((event, index) => ({
    ...event,
    eventId: `event-${index + 1}`,
    position: BigInt(index + 1),
    recordedAt: noon,
  })) as unknown as StoredEvent[];
const told = (of: Month, ...events: AccountEvent[]) => {
  const { answer, conditions } = mayCount(rules, knownAt(past(...events), noon), of, noon);
  return [answer, ...conditions.map(({ code }) => code)].join(' ');
};
const paid: AccountEvent = { type: 'MonthsPaid', data: { ...pension, months: [april], orderId: 'order-1' } };

const reopened: AccountEvent = {
  type: 'MonthsReopened',
  data: { ...pension, months: [april], orderId: 'order-1' },
};
const covered = (of: Month): AccountEvent => ({
  type: 'EmployerCoverNoted',
  data: { ...pension, from: of, until: of },
});

describe('whether a pension month counts towards the years', () => {
  it.each<[string, string, Month, AccountEvent[]]>([
    ['is paid', 'yes', april, [paid]],
    ['is not paid', 'no not-paid', march, [paid]],
    ['is not paid and cannot be', 'no not-paid prepayment-not-allowed', month('2022-09'), []],
    ['was refunded', 'no not-paid', april, [paid, reopened]],
    ['an employer pays for', 'no covered-by-employer', may, [covered(may)]],
    [
      'is paid and an employer pays for',
      'no refund-case-open',
      april,
      [
        paid,
        covered(april),
        { type: 'RefundCaseOpened', data: { ...pension, month: april, because: 'employer-cover' } },
      ],
    ],
    [
      'its bureau refuses',
      'no posting-refused',
      april,
      [paid, { type: 'PostingRefusalNoted', data: { ...pension, month: april, reason: '未参保' } }],
    ],
  ])('of a month that %s: %s', (_, answer, of, events) => expect(told(of, ...events)).toBe(answer));

  it('names the rule, its source, and the event that it rests on', () =>
    expect(
      mayCount(
        rules,
        knownAt(
          past(paid, { type: 'PostingRefusalNoted', data: { ...pension, month: april, reason: '未参保' } }),
          noon,
        ),
        april,
        noon,
      ).conditions,
    ).toMatchObject([{ evidence: 'event-3', details: { reason: '未参保' } }]));
});
