import { contractEvents, type ContractEvent } from '@canbao/contracts';
import { bureauDayNote, bureauDayReactions } from './bureau-day';

const tally = (count: number, amount: string) => ({ count, amount });
const totals = (count: number, amount: string) => ({
  booked: tally(count, amount),
  reversed: tally(0, '0.00'),
  items: [],
});
const personId = '10000000-0000-4000-8000-000000000001';
const compared = (more: object): ContractEvent =>
  ({
    type: 'canbao.ledger-sync.BureauDayCompared.v1',
    data: contractEvents['canbao.ledger-sync.BureauDayCompared.v1'].data.parse({
      totalsId: '70000000-0000-4000-8000-000000000001',
      insurance: 'medical',
      day: '2022-05-18',
      outcome: 'different',
      ours: totals(2, '410.60'),
      theirs: totals(1, '205.30'),
      differences: [],
      leftOut: 0,
      comparedAt: '2022-05-19T00:31:00.000+08:00',
      ...more,
    }),
  }) as ContractEvent;
const causeOf = (more: object): string | undefined => bureauDayReactions(compared(more))[0]?.cause;

describe("of a bureau's day", () => {
  it.each([
    [
      'the cause says what both have, and names the months',
      {
        differences: [
          { personId, month: '2022-05', kind: 'booked', difference: 'missing-there', ours: '205.30' },
          { personId, month: '2022-04', kind: 'reversed', difference: 'missing-here', theirs: '1.00' },
          {
            personId,
            month: '2022-03',
            addition: 'pension-true-up',
            kind: 'booked',
            difference: 'amount',
            ours: '2.00',
            theirs: '3.00',
          },
        ],
        leftOut: 4,
      },
      [
        '日对账不平: the bureau has 1 booked of 205.30 and 0 reversed of 0.00, we have 2 booked of 410.60 and 0 reversed of 0.00',
        `missing there: ${personId} 2022-05 booked 205.30`,
        `missing here: ${personId} 2022-04 reversed 1.00`,
        `another amount: ${personId} 2022-03 多退少补 booked 3.00, ours 2.00`,
        'and 4 more',
      ].join('; '),
    ],
    [
      'the cause says that nothing was answered',
      { outcome: 'unanswered', theirs: undefined },
      '日对账未答复: the bureau has not answered our totals, 2 booked of 410.60 and 0 reversed of 0.00',
    ],
    ['there is no cause where both agree', { outcome: 'agreed' }, ''],
  ])('%s', (_, more, cause) => {
    expect(causeOf(more)).toBe(cause);
  });

  it('an outcome is noted once, and another one anew', () => {
    const [different] = bureauDayReactions(compared({}));
    const [agreed] = bureauDayReactions(compared({ outcome: 'agreed' }));
    if (different === undefined || agreed === undefined) throw new Error('no reaction');
    const noted = bureauDayNote.decide(different, bureauDayNote.initial);
    const { type: _, ...data } = different;
    const state = bureauDayNote.evolve(bureauDayNote.initial, { type: 'BureauDayNoted', data });
    expect(noted.accepted && noted.events).toHaveLength(1);
    expect(bureauDayNote.decide(different, state)).toMatchObject({ events: [] });
    expect(bureauDayNote.decide(agreed, state)).toMatchObject({
      events: [{ event: { type: 'BureauDayNoted' } }],
    });
  });
});
