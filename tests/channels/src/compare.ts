import type { Row } from './play';
import { yuanOf } from './rig';

/** What three books say of a channel, in fen. */
export interface Books {
  readonly channel: string;
  readonly rows: readonly Row[];
  /** By the counterpart. */
  readonly held: bigint;
  /** By our journal. */
  readonly booked: bigint;
}

/** Sentences about what went wrong at a channel, and where its books differ; none when all agree. */
export const comparison = ({ channel, rows, held, booked }: Books): string[] => {
  const moved = rows.reduce((sum, { fen }) => sum + fen, 0n);
  const account = `1001.${channel}`;
  return [
    ...rows
      .filter(({ result }) => result === 'DIFFERENCE')
      .map(({ scenario, what }) => `${channel}, ${scenario}: ${what}`),
    ...(booked === held ? [] : [`${account} is ${yuanOf(booked)}, the counterpart holds ${yuanOf(held)}`]),
    ...(booked === moved ? [] : [`${account} is ${yuanOf(booked)}, the scenarios moved ${yuanOf(moved)}`]),
  ];
};

/** The journal of itself: zero in all, nothing captured that has no place, no fund below zero. */
export const journalDiffers = (balances: ReadonlyMap<string, bigint>): string[] => {
  const total = [...balances.values()].reduce((sum, fen) => sum + fen, 0n);
  const captured = balances.get('2900.captured') ?? 0n;
  const wrong = [...balances].filter(([code, fen]) => code.startsWith('2') && fen > 0n);
  return [
    ...(total === 0n ? [] : [`the trial balance is ${yuanOf(total)}`]),
    ...(captured === 0n ? [] : [`${yuanOf(captured)} are captured and have no place`]),
    ...wrong.map(([code, fen]) => `${code} owes less than nothing: ${yuanOf(fen)}`),
  ];
};
