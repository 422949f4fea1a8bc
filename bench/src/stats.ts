/** One round of a measurement: how much was done in what time, and the latency of each. */
export interface Round {
  readonly count: number;
  readonly seconds: number;
  readonly latenciesMs: readonly number[] | Float64Array;
}

export interface Figure {
  readonly name: string;
  readonly value: number;
  readonly unit: string;
  readonly p50Ms?: number;
  readonly p99Ms?: number;
  readonly floor?: number;
  readonly peer?: number;
  readonly ratioToFloor?: number;
  readonly ratioToPeer?: number;
  readonly target: string;
  /** Further measurements: rounds, processor time per process, latencies of floor and peer. */
  readonly detail?: Readonly<Record<string, unknown>>;
}

/** The exact percentile: the smallest value that at least this share of the values do not exceed. */
export const percentile = (sorted: ArrayLike<number>, share: number): number =>
  sorted[Math.max(0, Math.ceil(sorted.length * share) - 1)] ?? Number.NaN;

export const median = (values: readonly number[]): number => {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length / 2;
  return sorted.length % 2 === 1
    ? (sorted[Math.floor(middle)] ?? Number.NaN)
    : ((sorted[middle - 1] ?? Number.NaN) + (sorted[middle] ?? Number.NaN)) / 2;
};

const sortedOf = (round: Round): Float64Array => Float64Array.from(round.latenciesMs).sort();
export const rateOf = ({ count, seconds }: Round): number => count / seconds;
export const round = (value: number, digits = 1): number => Math.round(value * 10 ** digits) / 10 ** digits;

export interface Summary {
  readonly rate: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
  readonly rounds: readonly number[];
}

/** Medians over the rounds: of the rate, and of each round's percentiles. */
export const summaryOf = (rounds: readonly Round[]): Summary => {
  const sorted = rounds.map(sortedOf);
  return {
    rate: round(median(rounds.map(rateOf)), 0),
    p50Ms: round(median(sorted.map((latencies) => percentile(latencies, 0.5))), 2),
    p99Ms: round(median(sorted.map((latencies) => percentile(latencies, 0.99))), 2),
    rounds: rounds.map((measured) => round(rateOf(measured), 0)),
  };
};

/** The figure as a ratio to its floor and its peer of the same run. */
export const beside = (
  value: number,
  floor: number | undefined,
  peer: number | undefined,
): Partial<Figure> => ({
  ...(floor === undefined ? {} : { floor, ratioToFloor: round(value / floor, 2) }),
  ...(peer === undefined ? {} : { peer, ratioToPeer: round(value / peer, 2) }),
});
