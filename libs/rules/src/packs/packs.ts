import { guideMedicalBases, medicalBases } from '../medical/base';
import { lateFeeTerms } from '../medical/late-fee';
import { medicalPooledSplits } from '../medical/pooled-split';
import { guideMedicalRates, medicalAccountSplits, medicalRates } from '../medical/rate';
import { guideMedicalSurcharges, medicalSurcharges } from '../medical/surcharge';
import { medicalPrepayments } from '../medical/window';
import { coverageReadings, coverageRules } from '../coverage/coverage-rules';
import { quoteValidities } from '../channels/quote-validity';
import { pensionBaseSteps } from '../pension/base-step';
import { deferralClosings, pensionDeferrals } from '../pension/deferral';
import { guidePensionLimits, pensionLimits } from '../pension/limits';
import { pensionRates, pensionSplits } from '../pension/rate';
import { medicalTrueUps, pensionTrueUps } from '../pension/true-up';
import { dongying } from './cities/dongying';
import { jining } from './cities/jining';
import { qingdao } from './cities/qingdao';
import { taian } from './cities/taian';
import { zaozhuang } from './cities/zaozhuang';
import { configure } from './configuration';
import type { Pack, PackName } from './pack';
import type { PackConfig } from './pack-config';

/**
 * The pack by name, with configuration laid over it. @throws RangeError on a configuration value that makes
 * no sense.
 */
export const pack = (name: PackName, config: PackConfig = {}): Pack => configure(packs[name], config);

/** Dated rows from 2022 on, found for Jinan. */
const jinan: Pack = {
  name: 'jinan',
  pensionLimits,
  pensionRates,
  pensionSplits,
  pensionBaseSteps,
  pensionDeferrals,
  deferralClosings,
  pensionTrueUps,
  medicalTrueUps,
  medicalBases,
  medicalRates,
  medicalAccountSplits,
  medicalPooledSplits,
  medicalSurcharges,
  medicalPrepayments,
  medicalChangeTimes: [],
  lateFeeTerms,
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
  medicalTrueUps: [],
  medicalBases: guideMedicalBases,
  medicalRates: guideMedicalRates,
  medicalAccountSplits: [],
  medicalSurcharges: guideMedicalSurcharges,
};

const packs: Readonly<Record<PackName, Pack>> = {
  jinan,
  'guide-2022': guide2022,
  taian,
  zaozhuang,
  qingdao,
  dongying,
  jining,
};
