import { day, instant, month, type Day, type Month } from '@canbao/calendar';
import { addRates, rate, sameRate, yuan, type Rate, type Yuan } from '@canbao/money';
import { guideMedicalBases, medicalBases } from '../medical/base';
import { medicalPooledSplits } from '../medical/pooled-split';
import {
  guideMedicalRates,
  medicalAccountSplits,
  medicalRates,
  type FundSplit,
  type MedicalRates,
} from '../medical/rate';
import { guideMedicalSurcharges, medicalSurcharges } from '../medical/surcharge';
import { pensionBaseSteps } from '../pension/base-step';
import { pensionDeferrals, type Deferral } from '../pension/deferral';
import { guidePensionLimits, pensionLimits, type PensionLimits } from '../pension/limits';
import { pensionRates, pensionSplits, type PensionSplit } from '../pension/rate';
import { pensionTrueUps, type TrueUpMode } from '../pension/true-up';
import { quoteValidities } from '../quote/quote-validity';
import type { Row } from './row';

/** The packs there are. */
export const packNames = ['jinan', 'guide-2022'] as const;
/** The name of a pack, as `RULE_PACK` gives it. */
export type PackName = (typeof packNames)[number];

/**
 * What may be set differently. A value replaces configuration rows and fills months without a row; it never
 * replaces a
 * row that has a source – except `deferral.closeAt`, where the closing instant is the configured part.
 */
export interface PackConfig {
  readonly 'pension.baseStep'?: string;
  readonly 'medical.pooledSplit'?: readonly [unit: string, personal: string];
  readonly 'medical.surcharge'?: string;
  readonly 'deferral.closeAt'?: string;
  readonly 'quote.validityMinutes'?: number;
}

/** A city's rules as data: the dated tables that an assessment reads. */
export interface Pack {
  readonly name: PackName;
  readonly pensionLimits: readonly Row<Day, PensionLimits>[];
  readonly pensionRates: readonly Row<Month, Rate>[];
  readonly pensionSplits: readonly Row<Month, PensionSplit>[];
  readonly pensionBaseSteps: readonly Row<Day, Yuan>[];
  readonly pensionDeferrals: readonly Row<Month, Deferral>[];
  readonly pensionTrueUps: readonly Row<Month, TrueUpMode>[];
  readonly medicalBases: readonly Row<Month, Yuan>[];
  readonly medicalRates: readonly Row<Month, MedicalRates>[];
  readonly medicalAccountSplits: readonly Row<Month, FundSplit>[];
  readonly medicalPooledSplits: readonly Row<Month, FundSplit>[];
  readonly medicalSurcharges: readonly Row<Month, Yuan>[];
  readonly quoteValidities: readonly Row<Day, { readonly minutes: number }>[];
}

/** Dated rows from 2022 on, found for Jinan. */
const jinan: Pack = {
  name: 'jinan',
  pensionLimits,
  pensionRates,
  pensionSplits,
  pensionBaseSteps,
  pensionDeferrals,
  pensionTrueUps,
  medicalBases,
  medicalRates,
  medicalAccountSplits,
  medicalPooledSplits,
  medicalSurcharges,
  quoteValidities,
};

/**
 * Exactly what the guide says, for 2022: no account splits, no true-up. The split of the 5 % remains
 * configuration.
 */
const guide2022: Pack = {
  ...jinan,
  name: 'guide-2022',
  pensionLimits: guidePensionLimits,
  pensionSplits: [],
  pensionTrueUps: [],
  medicalBases: guideMedicalBases,
  medicalRates: guideMedicalRates,
  medicalAccountSplits: [],
  medicalSurcharges: guideMedicalSurcharges,
};

const beginning = month('1992-01');

/** The configured value wherever no sourced row stands: before, between and after the sourced rows. */
const configured = <Key extends Month | Day, V>(
  rows: readonly Row<Key, V>[],
  key: string,
  value: V,
  from: Key,
): Row<Key, V>[] => {
  const sourced = rows.filter(({ configuration }) => configuration !== true);
  const fill: Row<Key, V> = {
    from,
    value,
    configuration: true,
    source: { document: `configuration ${key}` },
  };
  return [...sourced, fill];
};

const pooledSplit = (
  [unit, personal]: readonly [string, string],
  pooled: readonly Row<Month, MedicalRates>[],
): FundSplit => {
  const split = { unit: rate(unit), personal: rate(personal) };
  const whole = addRates(split.unit, split.personal);
  if (!pooled.some(({ value }) => sameRate(value.pooled, whole)))
    throw new RangeError(`medical.pooledSplit makes ${whole}, which is no pooled rate`);
  return split;
};

const withConfig = (base: Pack, config: PackConfig): Pack => {
  const {
    'pension.baseStep': step,
    'medical.pooledSplit': split,
    'medical.surcharge': surcharge,
    'deferral.closeAt': closeAt,
    'quote.validityMinutes': minutes,
  } = config;
  return {
    ...base,
    ...(step === undefined
      ? {}
      : {
          pensionBaseSteps: configured(
            base.pensionBaseSteps,
            'pension.baseStep',
            yuan(step),
            day('2022-01-01'),
          ),
        }),
    ...(split === undefined
      ? {}
      : {
          medicalPooledSplits: configured(
            base.medicalPooledSplits,
            'medical.pooledSplit',
            pooledSplit(split, base.medicalRates),
            beginning,
          ),
        }),
    ...(surcharge === undefined
      ? {}
      : {
          medicalSurcharges: configured(
            base.medicalSurcharges,
            'medical.surcharge',
            yuan(surcharge),
            beginning,
          ),
        }),
    ...(closeAt === undefined
      ? {}
      : {
          pensionDeferrals: base.pensionDeferrals.map((row) => ({
            ...row,
            value: { ...row.value, closeAt: instant(closeAt) },
          })),
        }),
    ...(minutes === undefined
      ? {}
      : {
          quoteValidities: configured(
            base.quoteValidities,
            'quote.validityMinutes',
            { minutes },
            day('2022-01-01'),
          ),
        }),
  };
};

/**
 * The pack by name, with configuration laid over it. @throws RangeError on a configuration value that makes
 * no sense.
 */
export const pack = (name: PackName, config: PackConfig = {}): Pack =>
  withConfig(name === 'jinan' ? jinan : guide2022, config);
