import { day, instant, month } from '@canbao/calendar';
import { contractEvents, strict } from '@canbao/contracts';
import { yuan } from '@canbao/money';
import { published } from '../published';
import { bureauDay, type BureauDayCommand } from './bureau-day';
import type { BureauDayEvent, DayDifference, DayTotals } from './bureau-day.events';

const about = {
  insurance: 'pension',
  day: day('2022-05-18'),
  at: instant('2022-05-19T00:30:00+08:00'),
} as const;
const totals = (count: number, more: Partial<DayTotals> = {}): DayTotals => {
  const amount = yuan(`${count * 100}.00`);
  return {
    booked: { count, amount },
    reversed: { count: 0, amount: yuan('0.00') },
    items: [{ item: 'pension', booked: amount, reversed: yuan('0.00') }],
    ...more,
  };
};
const lost: DayDifference = {
  personId: '10000000-0000-4000-8000-000000000001',
  month: month('2022-05'),
  kind: 'booked',
  difference: 'missing-there',
  ours: yuan('100.00'),
};
const first = '70000000-0000-4000-8000-000000000001';
const second = '70000000-0000-4000-8000-000000000002';
const tell = (ours: DayTotals, totalsId = first): BureauDayCommand => ({
  type: 'TellTotals',
  ...about,
  totalsId,
  ours,
});
const answer = (theirs: DayTotals, differences: readonly DayDifference[] = [], totalsId = first) =>
  ({ type: 'CompareTotals', ...about, totalsId, theirs, differences, leftOut: 0 }) as const;
const unanswered: BureauDayCommand = { type: 'NoteUnanswered', ...about, totalsId: first };

const after = (...commands: BureauDayCommand[]): BureauDayEvent[] =>
  commands.reduce<BureauDayEvent[]>((events, command) => {
    const outcome = bureauDay.decide(command, events.reduce(bureauDay.evolve, bureauDay.initial));
    return outcome.accepted ? [...events, ...outcome.events.map(({ event }) => event)] : events;
  }, []);
const types = (...commands: BureauDayCommand[]): string[] => after(...commands).map(({ type }) => type);

describe("a bureau's day", () => {
  it.each<[string, BureauDayCommand[], string[]]>([
    ['is agreed by equal totals', [tell(totals(2)), answer(totals(2))], ['TotalsTold', 'TotalsAgreed']],
    [
      'is agreed whatever the order of the items, and with lines of nothing',
      [
        tell(totals(2)),
        answer(
          totals(2, {
            items: [
              { item: 'late-fee', booked: yuan('0.00'), reversed: yuan('0.00') },
              { item: 'pension', booked: yuan('200.00'), reversed: yuan('0.00') },
            ],
          }),
        ),
      ],
      ['TotalsTold', 'TotalsAgreed'],
    ],
    [
      'differs by another count, although the sum is the same',
      [tell(totals(2)), answer(totals(2, { booked: { count: 1, amount: yuan('200.00') } }))],
      ['TotalsTold', 'TotalsDiffered'],
    ],
    [
      'differs by what was paid for, although count and sum are the same',
      [
        tell(totals(2)),
        answer(totals(2, { items: [{ item: 'late-fee', booked: yuan('200.00'), reversed: yuan('0.00') }] })),
      ],
      ['TotalsTold', 'TotalsDiffered'],
    ],
    [
      'is told once while there is no answer, also when we know of more meanwhile',
      [tell(totals(2)), tell(totals(3), second)],
      ['TotalsTold'],
    ],
    [
      'is told anew, under another id, after a difference',
      [tell(totals(2)), answer(totals(1), [lost]), tell(totals(2), second), answer(totals(2), [], second)],
      ['TotalsTold', 'TotalsDiffered', 'TotalsTold', 'TotalsAgreed'],
    ],
    [
      'that is agreed is told no more',
      [tell(totals(2)), answer(totals(2)), tell(totals(2), second)],
      ['TotalsTold', 'TotalsAgreed'],
    ],
    [
      'that is agreed is told anew once more is known of it',
      [tell(totals(2)), answer(totals(2)), tell(totals(3), second)],
      ['TotalsTold', 'TotalsAgreed', 'TotalsTold'],
    ],
    [
      'hears one answer to a question',
      [tell(totals(2)), answer(totals(2)), answer(totals(1), [lost])],
      ['TotalsTold', 'TotalsAgreed'],
    ],
    [
      'hears no answer to an earlier question',
      [tell(totals(2)), answer(totals(1), [lost]), tell(totals(2), second), answer(totals(2))],
      ['TotalsTold', 'TotalsDiffered', 'TotalsTold'],
    ],
    [
      'that was not answered is noted once, and agreed by a late answer',
      [tell(totals(2)), unanswered, unanswered, answer(totals(2))],
      ['TotalsTold', 'TotalsUnanswered', 'TotalsAgreed'],
    ],
    ['hears nothing that was not asked', [answer(totals(2)), unanswered], []],
  ])('%s', (_, commands, expected) => {
    expect(types(...commands)).toEqual(expected);
  });

  it('keeps what differs until it is agreed', () => {
    const told = [tell(totals(2)), answer(totals(1), [lost])];
    const state = after(...told).reduce(bureauDay.evolve, bureauDay.initial);
    expect(state).toMatchObject({ status: 'different', theirs: totals(1), differences: [lost] });
    const again = after(...told, tell(totals(2), second), answer(totals(2), [], second));
    expect(again.reduce(bureauDay.evolve, bureauDay.initial)).toMatchObject({
      status: 'agreed',
      differences: [],
    });
  });

  it('is published as it is stored', () => {
    const all = [
      ...after(tell(totals(2)), answer(totals(1), [lost])),
      ...after(tell(totals(2)), unanswered, answer(totals(2))),
    ].map((event) => published(event));
    expect(all.map((event) => (event as { data: { outcome?: string } }).data.outcome)).toEqual([
      undefined,
      'different',
      undefined,
      'unanswered',
      'agreed',
    ]);
    for (const event of all)
      expect(event && strict(contractEvents[event.type].data).safeParse(event.data)).toMatchObject({
        success: true,
      });
  });
});
