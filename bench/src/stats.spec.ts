import { beside, median, percentile, summaryOf } from './stats';

describe('the figures of a run', () => {
  const hundred = Array.from({ length: 100 }, (_, index) => index + 1);
  it('take percentiles from the sorted values themselves', () => {
    expect([
      percentile(hundred, 0.5),
      percentile(hundred, 0.99),
      percentile(hundred, 1),
      percentile([7], 0.99),
    ]).toEqual([50, 99, 100, 7]);
  });
  it('take the middle of odd and even numbers of rounds', () =>
    expect([median([9, 1, 5]), median([1, 9, 3, 5])]).toEqual([5, 4]));
  it('take medians of rates and of percentiles over rounds, unsorted latencies included', () => {
    const rounds = [
      { count: 100, seconds: 1, latenciesMs: hundred.toReversed() },
      { count: 300, seconds: 1, latenciesMs: [3, 1, 2] },
      { count: 100, seconds: 0.5, latenciesMs: [1000, 10] },
    ];
    expect(summaryOf(rounds)).toEqual({ rate: 200, p50Ms: 10, p99Ms: 99, rounds: [100, 300, 200] });
  });
  it('leave out what was not measured', () =>
    expect(beside(50, 100, undefined)).toEqual({ floor: 100, ratioToFloor: 0.5 }));
});
