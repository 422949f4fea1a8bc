import type { Day, Month } from '@canbao/calendar';
import type { Rate, Yuan } from '@canbao/money';
import type { CoverageReading, CoverageRule } from '../coverage/coverage-rules';
import type { MedicalBase } from '../medical/base';
import type { ChangeTimes } from '../medical/change-times';
import type { LateFeeTerms } from '../medical/late-fee';
import type { FundSplit, MedicalRates } from '../medical/rate';
import type { Surcharge } from '../medical/surcharge';
import type { Prepayment } from '../medical/window';
import type { Deferral, DeferralClosings } from '../pension/deferral';
import type { PensionLimits } from '../pension/limits';
import type { PensionSplit } from '../pension/rate';
import type { TrueUpMode } from '../pension/true-up';
import type { Row } from '../row';
import type { PackConfig } from './pack-config';
import type { RuleOverride } from './rule-override';

/** The packs that can be chosen. */
export const packNames = [
  'jinan',
  'guide-2022',
  'taian',
  'zaozhuang',
  'qingdao',
  'dongying',
  'jining',
] as const;
/** The name of a pack, as `RULE_PACK` gives it. */
export type PackName = (typeof packNames)[number];

/** A city's rules as data: the dated tables that an assessment reads. */
export interface Pack {
  readonly name: PackName;
  readonly pensionLimits: readonly Row<Day, PensionLimits>[];
  readonly pensionRates: readonly Row<Month, Rate>[];
  readonly pensionSplits: readonly Row<Month, PensionSplit>[];
  readonly pensionBaseSteps: readonly Row<Day, Yuan>[];
  readonly pensionDeferrals: readonly Row<Month, Deferral>[];
  readonly deferralClosings: readonly Row<Month, DeferralClosings>[];
  readonly pensionTrueUps: readonly Row<Month, TrueUpMode>[];
  readonly medicalBases: readonly Row<Month, MedicalBase>[];
  readonly medicalRates: readonly Row<Month, MedicalRates>[];
  readonly medicalAccountSplits: readonly Row<Month, FundSplit>[];
  readonly medicalPooledSplits: readonly Row<Month, FundSplit>[];
  readonly medicalSurcharges: readonly Row<Month, Surcharge>[];
  readonly medicalPrepayments: readonly Row<Month, Prepayment>[];
  /** Without a row, a payer may change at any time. */
  readonly medicalChangeTimes: readonly Row<Month, ChangeTimes>[];
  readonly medicalTrueUps: readonly Row<Month, TrueUpMode>[];
  readonly lateFeeTerms: readonly Row<Day, LateFeeTerms>[];
  readonly coverageRules: readonly Row<Month, CoverageRule>[];
  readonly coverageReadings: readonly Row<Day, CoverageReading>[];
  readonly quoteValidities: readonly Row<Day, { readonly minutes: number }>[];
  /** What the installation has configured; the tables have it in place. */
  readonly config?: PackConfig;
  /** What operators decided about its rows; the tables have it in place. */
  readonly overrides?: readonly RuleOverride[];
}
