import { agreedWork, growthFindings } from './agreed-work';

const page = [
  '| payment | 1 | 1 | 1 | 1 |',
  '<!-- agreed work -->',
  '',
  '| stage | rows | bytes | records | statements |',
  '|---|--:|--:|--:|--:|',
  '| quote | 3 | 4,000 | 9.5 | 12 |',
  '| payment | 22 | 11,000 | 70 | 40 |',
].join('\n');
const agreed = { rows: 22, walBytes: 11_000, walRecords: 70, statements: 40 };

describe('the agreed work', () => {
  it('is the table after the marker', () => {
    expect(agreedWork(page, 'quote')).toEqual({ rows: 3, walBytes: 4000, walRecords: 9.5, statements: 12 });
    expect(agreedWork(page, 'payment')).toEqual(agreed);
  });

  it.each([
    ['a page without the table', 'nothing', 'payment'],
    ['a stage without a row', page, 'registration'],
    ['an empty cell', page.replace('4,000', ''), 'quote'],
    ['a cell that is no number', page.replace('4,000', 'many'), 'quote'],
  ] as const)('is missing from %s', (_case, text, stage) =>
    expect(() => agreedWork(text, stage)).toThrow(`no full row for ${stage}`),
  );

  it('allows a tenth more and says in a sentence what grew further', () => {
    const atTheEdge = { rows: 22, walBytes: 12_100, walRecords: 77, statements: 44 };
    expect(growthFindings('payment', atTheEdge, agreed)).toEqual([]);
    expect(growthFindings('payment', { ...agreed, walBytes: 12_101 }, agreed)).toEqual([
      'A payment takes 12101 bytes of WAL; docs/benchmarks.md agrees to 11000. Find what added them and ' +
        'take it away, or change the table there and say below it why.',
    ]);
    expect(growthFindings('payment', { ...agreed, walRecords: 78, statements: 45 }, agreed)).toHaveLength(2);
  });

  it('allows not a single row more', () =>
    expect(growthFindings('payment', { ...agreed, rows: 23 }, agreed)).toEqual([
      expect.stringContaining('23 rows; docs/benchmarks.md agrees to 22'),
    ]));
});
