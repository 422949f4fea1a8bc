import { day, instant, month, type Day, type Month } from '@canbao/calendar';
import { addRates, rate, sameRate, yuan } from '@canbao/money';
import type { CoverageReading } from '../coverage/coverage-rules';
import type { LateFeeTerms } from '../medical/late-fee';
import { rateOf, type FundSplit } from '../medical/rate';
import { pooledSurcharge } from '../medical/surcharge';
import type { DeferralClosings } from '../pension/deferral';
import type { Row } from '../row';
import type { Channel } from '@canbao/vocabulary';
import type { SourceId } from '../sources';
import type { Pack } from './pack';
import type { PackConfig } from './pack-config';

/** The pack with the configured values in place. @throws RangeError on a value that makes no sense. */
export const configure = (base: Pack, config: PackConfig): Pack =>
  Object.keys(config).length === 0 ? base : { ...base, ...overrides(base, config), config };

/** Configured days begin with the platform; configured months with the contribution records. */
const [firstDay, firstMonth] = [day('2022-01-01'), month('1992-01')];

const overrides = (base: Pack, config: PackConfig): Partial<Pack> => {
  const step = config['pension.baseStep'];
  const split = config['medical.pooledSplit'];
  const surcharge = config['medical.surcharge'];
  const closeAt = config['deferral.closeAt'];
  const channelCloseAt = config['deferral.channelCloseAt'];
  const trueUp = config['pension.trueUp'];
  const minutes = config['quote.validityMinutes'];
  return {
    ...(step !== undefined && {
      pensionBaseSteps: filled(base.pensionBaseSteps, 'pension.baseStep', yuan(step), firstDay),
    }),
    ...(split !== undefined && {
      medicalPooledSplits: filled(
        base.medicalPooledSplits,
        'medical.pooledSplit',
        pooledSplit(base, split),
        firstMonth,
      ),
    }),
    ...(surcharge !== undefined && {
      medicalSurcharges: filled(
        base.medicalSurcharges,
        'medical.surcharge',
        pooledSurcharge(surcharge),
        firstMonth,
      ),
    }),
    ...withTerms(base, config),
    ...(closeAt !== undefined && { pensionDeferrals: closingAt(base, closeAt) }),
    ...(channelCloseAt !== undefined && {
      deferralClosings: withClosings(base, channelCloseAt),
    }),
    ...(trueUp !== undefined && {
      pensionTrueUps: filled(base.pensionTrueUps, 'pension.trueUp', trueUp, firstMonth),
    }),
    coverageReadings: base.coverageReadings.map((row) => ({ ...row, value: reading(row.value, config) })),
    ...(minutes !== undefined && {
      quoteValidities: filled(base.quoteValidities, 'quote.validityMinutes', { minutes }, firstDay),
    }),
  };
};

/** Terms of late fees, each member for itself. */
const withTerms = (base: Pack, config: PackConfig): Partial<Pack> => {
  const source = config['lateFee.source'];
  const daily = config['lateFee.dailyRate'];
  const dayCount = config['lateFee.dayCount'];
  const cap = config['lateFee.cap'];
  if ([source, daily, dayCount, cap].every((value) => value === undefined)) return {};
  const changed: Partial<LateFeeTerms> = {
    ...(source !== undefined && { source }),
    ...(daily !== undefined && { dailyRate: rate(daily) }),
    ...(dayCount !== undefined && { dayCount }),
    ...(cap !== undefined && { cap }),
  };
  return { lateFeeTerms: base.lateFeeTerms.map((row) => ({ ...row, value: { ...row.value, ...changed } })) };
};

const reading = (value: CoverageReading, config: PackConfig): CoverageReading => ({
  rulingClock: config['payment.rulingClock'] ?? value.rulingClock,
  arrearsNeverPaid: config['waiting.arrearsNeverPaid'] ?? value.arrearsNeverPaid,
  breakInWait: config['waiting.breakInWait'] ?? value.breakInWait,
});

/** The sourced rows, then the configured value for every other date. */
const filled = <Key extends Month | Day, V>(
  rows: readonly Row<Key, V>[],
  key: SourceId,
  value: V,
  from: Key,
): Row<Key, V>[] => [
  ...rows.filter(({ configuration }) => configuration !== true),
  { from, value, configuration: true, source: { sources: [key] } },
];

const pooledSplit = (base: Pack, [unit, personal]: readonly [string, string]): FundSplit => {
  const split = { unit: rate(unit), personal: rate(personal) };
  const wholeRate = addRates(split.unit, split.personal);
  const pooledRates = base.medicalRates.flatMap(({ value }) => rateOf(value, 'pooled') ?? []);
  if (!pooledRates.some((pooled) => sameRate(pooled, wholeRate)))
    throw new RangeError(`medical.pooledSplit adds up to ${wholeRate}, which is no pooled rate`);
  return split;
};

/** They quote no deferred months: one takes what WeChat has quoted, the other debits the current month. */
const withoutClosing: readonly string[] = ['wechat-bills', 'batch-debit'] satisfies Channel[];

/** @throws RangeError for a channel that would stay open after the deferral, or that closes with another. */
const withClosings = (
  base: Pack,
  closings: Readonly<Partial<Record<Channel, string>>>,
): Pack['deferralClosings'] => {
  const value = Object.fromEntries(
    Object.entries(closings).map(([channel, closeAt]) => [channel, instant(closeAt)]),
  ) as DeferralClosings;
  const [without] = Object.keys(value).filter((channel) => withoutClosing.includes(channel));
  if (without !== undefined)
    throw new RangeError(`deferral.channelCloseAt: ${without} has no closing of its own`);
  for (const { value: deferral } of base.pensionDeferrals)
    for (const [channel, closeAt] of Object.entries(value))
      if (closeAt > deferral.closeAt || closeAt < deferral.openAt)
        throw new RangeError(`deferral.channelCloseAt of ${channel} lies outside the deferral: ${closeAt}`);
  return base.deferralClosings.map((row) => ({ ...row, value }));
};

const closingAt = (base: Pack, closeAt: string): Pack['pensionDeferrals'] =>
  base.pensionDeferrals.map((row) => ({ ...row, value: { ...row.value, closeAt: instant(closeAt) } }));
