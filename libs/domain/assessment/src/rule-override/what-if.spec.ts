import { day, instant } from '@canbao/calendar';
import { pack } from '@canbao/rules';
import { ruleChanges, settableRows, whatIf } from './what-if';

const jinan = pack('jinan');
const now = instant('2026-11-01T10:00:00+08:00');
const none = { proposals: [], approved: [] };
const imagined = { table: 'pension.limits', from: '2026-09-01', value: '4700.00–23500.00' } as const;

describe('what an override would change', () => {
  it('is the row and what a month costs at least and at most, before and after', () => {
    expect(whatIf(jinan, none, imagined, day('2026-11-05'), now)).toEqual({
      on: '2026-11-05',
      month: '2026-11',
      rows: [
        {
          before: {
            rule: 'pension.limits',
            zh: '缴费基数上下限',
            from: '2026-09-01',
            until: '2026-12-31',
            value: '4573.00–22863.00 (2026)',
          },
          after: {
            rule: 'pension.limits',
            zh: '缴费基数上下限',
            from: '2026-09-01',
            until: '2026-12-31',
            value: '4700.00–23500.00 (2026)',
          },
        },
      ],
      figures: [
        { what: 'pension-lowest', before: '914.60', after: '940.00', difference: '25.40' },
        { what: 'pension-highest', before: '4572.60', after: '4700.00', difference: '127.40' },
        expect.objectContaining({ what: 'medical-pooled', difference: '0.00' }),
        expect.objectContaining({ what: 'medical-with-account', difference: '0.00' }),
      ],
    });
  });

  it('also moves the end of the row before, where the start is another', () => {
    const moved = { table: 'pension.limits', from: '2026-09-01', startsOn: '2026-10-01' } as const;
    const answer = whatIf(jinan, none, moved, undefined, now);
    expect(answer).toMatchObject({
      on: '2026-10-01',
      rows: [
        { before: { until: '2026-08-31' }, after: { until: '2026-09-30' } },
        { before: { from: '2026-09-01' }, after: { from: '2026-10-01' } },
      ],
    });
  });

  it('is laid over what is approved already', () => {
    const approved = {
      ...imagined,
      overrideId: 'o-1',
      author: 'a',
      approvedBy: 'b',
      source: 'notice',
      decidedAt: instant('2026-12-01T10:00:00+08:00'),
    };
    const value = '4800.00–24000.00';
    const answer = whatIf(
      jinan,
      { ...none, approved: [approved] },
      { ...imagined, value },
      day('2026-11-05'),
      now,
    );
    expect(answer).toMatchObject({
      figures: expect.arrayContaining([
        { what: 'pension-lowest', before: '940.00', after: '960.00', difference: '20.00' },
      ]),
    });
  });

  it.each([
    [{ ...imagined, from: '2023-01-01' }, 'not-configuration'],
    [{ ...imagined, value: '4700.00' }, 'value-not-valid'],
    [{ table: imagined.table, from: imagined.from }, 'nothing-to-override'],
  ] as const)('is refused as the proposal would be: %j', (asked, reason) =>
    expect(whatIf(jinan, none, asked, undefined, now)).toMatchObject({ reason }),
  );
});

describe('what changes next', () => {
  it('begins after the day, or ends without anything after it, the soonest first', () => {
    const changes = ruleChanges(jinan, day('2026-08-15'));
    expect(changes.map(({ on }) => on)).toEqual(changes.map(({ on }) => on).toSorted());
    const limits = changes.filter(({ rule }) => rule === 'pension.limits');
    expect(limits).toMatchObject([
      { change: 'begins', on: '2026-09-01', value: '4573.00–22863.00 (2026)', configuration: true },
      { change: 'ends', on: '2026-12-31', value: '4573.00–22863.00 (2026)' },
    ]);
  });
  it('is what has not begun or ended by then', () => {
    for (const { on } of ruleChanges(jinan, day('2026-11-26'))) expect(on >= '2026-11').toBe(true);
  });
  it('can be set where the row is configuration', () => {
    const rows = settableRows(jinan);
    expect(rows.map(({ table }) => table)).toEqual(
      expect.arrayContaining(['pension.limits', 'medical.base']),
    );
    for (const { table, from } of rows)
      expect(whatIf(jinan, none, { table, from }, undefined, now)).toMatchObject({
        reason: 'nothing-to-override',
      });
  });
});
