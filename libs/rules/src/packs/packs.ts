import { guideMedicalBases, medicalBases } from '../medical/base';
import { medicalPooledSplits } from '../medical/pooled-split';
import { guideMedicalRates, medicalAccountSplits, medicalRates } from '../medical/rate';
import { guideMedicalSurcharges, medicalSurcharges } from '../medical/surcharge';
import { coverageReadings, coverageRules } from '../coverage/coverage-rules';
import { quoteValidities } from '../channels/quote-validity';
import { pensionBaseSteps } from '../pension/base-step';
import { pensionDeferrals } from '../pension/deferral';
import { guidePensionLimits, pensionLimits } from '../pension/limits';
import { pensionRates, pensionSplits } from '../pension/rate';
import { pensionTrueUps } from '../pension/true-up';
import { configure, type PackConfig } from './configuration';
import type { Pack, PackName } from './pack';

/**
 * The pack by name, with configuration laid over it. @throws RangeError on a configuration value that makes
 * no sense.
 */
export const pack = (name: PackName, config: PackConfig = {}): Pack =>
  configure(name === 'jinan' ? jinan : guide2022, config);

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
  coverageRules,
  coverageReadings,
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
