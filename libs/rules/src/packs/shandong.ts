/**
 * What holds in all of Shandong, as the packs of the cities beside Jinan have it: pension rate and limits are
 * province-wide. The figures have their sources; their first days were found for Jinan alone, so every row of
 * the limits is configuration elsewhere.
 */
import type { Day } from '@canbao/calendar';
import { quoteValidities } from '../channels/quote-validity';
import { confidenceOf, idsOf } from '../citation';
import { coverageReadings } from '../coverage/coverage-rules';
import { lateFeeTerms } from '../medical/late-fee';
import { pensionBaseSteps } from '../pension/base-step';
import { deferralClosings, pensionDeferrals } from '../pension/deferral';
import { pensionLimits, type PensionLimits } from '../pension/limits';
import { pensionRates } from '../pension/rate';
import type { Row } from '../row';
import type { SourceId } from '../sources';
import type { Pack } from './pack';

const ofJinan: readonly SourceId[] = [
  'guide',
  'jinan-limits-2022',
  'jinan-limits-2022-report',
  'jinan-limits-2023',
  'jinan-flexible-2024',
  'pension.limitsStart',
];

const elsewhere = ({
  from,
  until,
  value,
  status,
  ...row
}: Row<Day, PensionLimits>): Row<Day, PensionLimits> => ({
  from,
  ...(until === undefined ? {} : { until }),
  value,
  ...(status === undefined ? {} : { status }),
  configuration: true,
  confidence: row.confidence ?? confidenceOf(row.source),
  ...(row.noteZh === undefined ? {} : { noteZh: row.noteZh }),
  source: {
    sources: [...idsOf(row.source).filter((id) => !ofJinan.includes(id)), 'pension.limitsElsewhere'],
  },
});

/** The tables that a city of Shandong shares; what it has of its own, its pack adds. */
export const shandong: Omit<Pack, 'name'> = {
  pensionLimits: pensionLimits.map(elsewhere),
  pensionRates,
  pensionSplits: [],
  pensionBaseSteps,
  pensionDeferrals,
  deferralClosings,
  pensionTrueUps: [],
  medicalBases: [],
  medicalRates: [],
  medicalAccountSplits: [],
  medicalPooledSplits: [],
  medicalSurcharges: [],
  medicalPrepayments: [],
  medicalChangeTimes: [],
  medicalTrueUps: [],
  lateFeeTerms,
  coverageRules: [],
  coverageReadings,
  quoteValidities,
};
