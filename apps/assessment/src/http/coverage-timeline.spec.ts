import { Cover } from '@canbao/test-servers/cover';
import { coverageTimeline } from './coverage-timeline';

const interrupted = (): Cover =>
  new Cover()
    .enrol('2022-02-20', '2022-03')
    .pay('2022-04-10', ['2022-04'])
    .bill('2022-06-10', ['2022-05'])
    .pay('2022-06-11', ['2022-05', '2022-06'])
    .pay('2022-07-11', ['2022-07'])
    .reverse('2022-08-03', '2022-07')
    .pay('2022-11-09', ['2022-11']);
const drawn = (cover: Cover, asOf: string, payBy?: string): string =>
  coverageTimeline(cover.report(asOf, payBy === undefined ? {} : { payBy }));
const barsOf = (svg: string): string[] =>
  [...svg.matchAll(/<g><title>([^<]+)<\/title>/g)].map(([, title]) => title ?? '');

describe('the drawing of a timeline', () => {
  it('has a bar for each state, with its days in words', () =>
    expect(barsOf(drawn(interrupted(), '2022-11-20'))).toEqual([
      '享受待遇：2022-04-01 至 2022-05-31',
      '待遇暂停：2022-06-01 至 2022-06-30',
      '享受待遇：2022-07-01 至 2022-07-31',
      '待遇暂停：2022-08-01 至 2022-10-31',
      '等待期：2022-11-01 起',
    ]));

  it('tells the causes and the ways in words, which its description repeats', () => {
    const svg = drawn(interrupted(), '2022-11-20');
    for (const words of [
      '2022-05 到月末未缴费（2022-06-11 补缴）',
      '2022-07 至 2022-09 到月末未缴费（2022-07 已退费或冲正）',
      '再按月缴纳 2022-12、2023-01，2023-02-01 起享受待遇',
    ])
      expect(svg.split(words)).toHaveLength(3);
    expect(svg).toMatch(/role="img" aria-labelledby="title desc"/);
  });

  it('is whole where nothing has begun, and draws what would follow from paying', () => {
    const empty = drawn(new Cover().enrol('2022-05-02'), '2022-05-20');
    expect(barsOf(empty)).toEqual([]);
    expect(empty).toContain('尚未首次缴费');
    const assumed = drawn(new Cover().enrol('2022-05-02'), '2022-05-20', '2022-05-25');
    expect(barsOf(assumed)).toEqual(['享受待遇：2022-06-01 起']);
    expect(assumed).toContain('假设 2022-05-25');
  });

  it('carries nothing that runs, loads or breaks out', () => {
    const svg = drawn(interrupted(), '2022-11-20');
    expect(svg).not.toMatch(/<script|<style|href|\son\w+=|<foreignObject/);
    const opened = [...svg.matchAll(/<\w[^>]*(?<!\/)>/g)].length;
    expect([...svg.matchAll(/<\/\w+>/g)]).toHaveLength(opened);
  });

  it('keeps its bars within its width over thirty years', () => {
    const svg = drawn(new Cover().enrol('2022-02-20', '2022-03'), '2052-04-20');
    const right = [...svg.matchAll(/<rect x="([\d.]+)" y="112" width="([\d.]+)"/g)].map(
      ([, x, wide]) => Number(x) + Number(wide),
    );
    expect(right.length).toBeGreaterThan(1);
    expect(Math.max(...right)).toBeLessThanOrEqual(928.2);
  });
});
