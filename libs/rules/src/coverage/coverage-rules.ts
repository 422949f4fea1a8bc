/**
 * When medical benefits (待遇) stop, return and wait: the figures of 济医保发〔2022〕2号, and the readings that
 * no text of Jinan decides, as configuration.
 */
import { day, month, type Day, type Month } from '@canbao/calendar';
import type { Row } from '../row';

/** What the notice says, by the month whose cover is in question. */
export interface CoverageRule {
  /** Unpaid months in a row that may be made good by paying them, late fee included. */
  readonly gapWithoutWait: number;
  /** Months that must be paid in turn after a longer gap, the month of payment included. */
  readonly waitMonths: number;
}

/** Nothing was found for Jinan before 2022-04: cover of those months is not evaluated. */
export const coverageRules: readonly Row<Month, CoverageRule>[] = [
  {
    from: month('2022-04'),
    value: { gapWithoutWait: 3, waitMonths: 3 },
    source: { sources: ['jinan-medical-arrears-2022'], guide: 'G3.3.2.2, G3.3.2.3, G3.3.2.4' },
  },
];

/** Which instant decides whether a month was paid before it closed. */
export type RulingClock = 'payment-success-time' | 'treasury-receipt-date';

/** Readings of the notice; each is a setting until a source decides it. */
export interface CoverageReading {
  readonly rulingClock: RulingClock;
  /** A short gap whose arrears are never paid: waits as a long one does, or stays suspended. */
  readonly arrearsNeverPaid: 'as-gap-over-3' | 'stays-suspended';
  /** An unpaid month within the wait: the wait starts anew, or goes on after it. */
  readonly breakInWait: 'restart' | 'pause';
}

/** The readings in force, by the day on which cover is evaluated. */
export const coverageReadings: readonly Row<Day, CoverageReading>[] = [
  {
    from: day('2022-01-01'),
    value: {
      rulingClock: 'payment-success-time',
      arrearsNeverPaid: 'as-gap-over-3',
      breakInWait: 'restart',
    },
    configuration: true,
    source: { sources: ['coverage.reading', 'waiting-arrears-elsewhere'] },
  },
];
