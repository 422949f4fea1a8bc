import { month } from '@canbao/calendar';
import { distinct, used } from './parameter';

const row = { from: month('2022-01'), value: 1, source: { guide: 'G1' } } as const;
const source = { document: '灵活就业人员自主缴费方式指南（济南，2022）', guide: 'G1' };

describe('a parameter', () => {
  it('shows the row it was taken from', () =>
    expect(used('a', row)).toEqual({ name: 'a', value: '1', from: '2022-01', source }));
  it('shows end, status and configuration where the row has them', () =>
    expect(
      used(
        'a',
        { ...row, until: month('2022-02'), status: 'provisional', configuration: true },
        (value) => `${value} %`,
      ),
    ).toEqual({
      name: 'a',
      value: '1 %',
      from: '2022-01',
      until: '2022-02',
      status: 'provisional',
      configuration: true,
      source,
    }));
  it('shows the confidence and the wording for citizens where the row states them', () =>
    expect(used('a', { ...row, confidence: 'B', noteZh: '按 2026 年标准预估' })).toEqual({
      name: 'a',
      value: '1',
      from: '2022-01',
      source,
      confidence: 'B',
      noteZh: '按 2026 年标准预估',
    }));
  it('is listed once a row, in the order of first use', () => {
    const [a, later, b] = [used('a', row), used('a', { ...row, from: month('2023-01') }), used('b', row)];
    expect(distinct([b, a, b, later, a])).toEqual([b, a, later]);
  });
});
