import type { Channel } from '@canbao/vocabulary';
import type { CoverageReading } from '../coverage/coverage-rules';
import type { LateFeeTerms } from '../medical/late-fee';
import type { TrueUpMode } from '../pension/true-up';

/**
 * What an operator may set. A value replaces configuration rows and fills months without a row; it never
 * replaces a row that has a source – except `deferral.closeAt`, where the closing instant is the configured
 * part.
 */
export interface PackConfig {
  readonly 'pension.baseStep'?: string;
  readonly 'medical.pooledSplit'?: readonly [unit: string, personal: string];
  readonly 'medical.surcharge'?: string;
  readonly 'lateFee.source'?: LateFeeTerms['source'];
  readonly 'lateFee.dailyRate'?: string;
  readonly 'lateFee.dayCount'?: LateFeeTerms['dayCount'];
  readonly 'lateFee.cap'?: LateFeeTerms['cap'];
  readonly 'deferral.closeAt'?: string;
  /** By channel, where it closes before the deferral does. */
  readonly 'deferral.channelCloseAt'?: Readonly<Partial<Record<Channel, string>>>;
  /** Whether the months of a year without a source for it are adjusted to its final limits. */
  readonly 'pension.trueUp'?: TrueUpMode;
  readonly 'quote.validityMinutes'?: number;
  readonly 'payment.rulingClock'?: CoverageReading['rulingClock'];
  readonly 'waiting.arrearsNeverPaid'?: CoverageReading['arrearsNeverPaid'];
  readonly 'waiting.breakInWait'?: CoverageReading['breakInWait'];
}
