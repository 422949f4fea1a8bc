import type { Month } from '@canbao/calendar';
import { compare, sum, toFen, zero } from '@canbao/money';
import { schemes } from '@canbao/vocabulary';
import { baseBounds, isFixed } from '../medical/base';
import { rateOf } from '../medical/rate';
import type { Row } from '../row';
import type { Pack } from './pack';

/** What is wrong about a rule. */
export type Fault = readonly [rule: string, text: string];

/** Values that cannot be right by themselves, or beside those of another table. */
export const valueFaults = (pack: Pack): Fault[] => [
  ...limitFaults(pack),
  ...stepFaults(pack),
  ...rateFaults(pack),
  ...splitFaults(pack),
  ...deferralFaults(pack),
  ...medicalBaseFaults(pack),
  ...surchargeFaults(pack),
  ...changeTimesFaults(pack),
];

const limitFaults = ({ pensionLimits }: Pack): Fault[] =>
  pensionLimits.flatMap(({ from, until, value: { lower, upper, limitYear } }) => {
    const years = [from, until ?? from].map((date) => Number(date.slice(0, 4)));
    return faults('pension.limits', from, [
      [compare(lower, upper) > 0, `the lower limit ${lower} is above the upper limit ${upper}`],
      [compare(lower, zero) <= 0, `the lower limit is ${lower}`],
      [years.some((year) => year !== limitYear), `the limits of ${limitYear} hold in another year`],
      [until === undefined, `the limits of ${limitYear} have no last day`],
    ]);
  });

const stepFaults = ({ pensionBaseSteps }: Pack): Fault[] =>
  pensionBaseSteps.flatMap(({ from, value }) =>
    faults('pension.baseStep', from, [[compare(value, zero) <= 0, `the step is ${value}`]]),
  );

const rateFaults = ({ pensionRates, medicalRates }: Pack): Fault[] => [
  ...pensionRates.flatMap(({ from, value }) => faults('pension.rate', from, outOfRange(value, ''))),
  ...medicalRates.flatMap(({ from, value }) =>
    schemes.flatMap((scheme) => {
      const rate = rateOf(value, scheme);
      return rate === undefined ? [] : faults('medical.rate', from, outOfRange(rate, ` of ${scheme}`));
    }),
  ),
];

const outOfRange = (rate: string, whose: string): (readonly [boolean, string])[] => [
  [millionths(rate) > 1_000_000n, `the rate${whose} is ${rate}, which is more than all of the base`],
  [millionths(rate) <= 0n, `the rate${whose} is ${rate}`],
];

/** A rate as a whole number of millionths, whatever it is: rows are typed by hand. */
const millionths = (rate: string): bigint => {
  const [whole = '', part = ''] = rate.split('.');
  return BigInt(`${whole}${part.padEnd(6, '0')}`);
};

const splitFaults = (pack: Pack): Fault[] => [
  ...pairs(pack.pensionSplits, pack.pensionRates).flatMap(([split, rate]) =>
    partFaults('pension.split', split.from, Object.values(split.value), rate.value),
  ),
  ...pairs(pack.medicalAccountSplits, pack.medicalRates).flatMap(([split, rates]) =>
    partFaults(
      'medical.accountSplit',
      split.from,
      Object.values(split.value),
      rateOf(rates.value, 'with-account'),
    ),
  ),
  ...pairs(pack.medicalPooledSplits, pack.medicalRates).flatMap(([split, rates]) =>
    partFaults('medical.pooledSplit', split.from, Object.values(split.value), rateOf(rates.value, 'pooled')),
  ),
];

const partFaults = (
  rule: string,
  from: string,
  parts: readonly string[],
  whole: string | undefined,
): Fault[] => {
  const total = parts.reduce((added, part) => added + millionths(part), 0n);
  return faults(rule, from, [
    [whole !== undefined && total !== millionths(whole), `${parts.join(' + ')} does not make ${whole}`],
  ]);
};

const deferralFaults = ({ pensionDeferrals }: Pack): Fault[] =>
  pensionDeferrals.flatMap(({ from, until, value: { openAt, closeAt, baseYear } }) =>
    faults('pension.deferral', from, [
      [openAt >= closeAt, `it closes at ${closeAt} and opens at ${openAt}`],
      [(until ?? from) >= openAt.slice(0, 7), `it opens at ${openAt}, before its last month is over`],
      [openAt.slice(0, 4) !== String(baseYear), `it opens at ${openAt} on the limits of ${baseYear}`],
    ]),
  );

const medicalBaseFaults = ({ medicalBases }: Pack): Fault[] =>
  medicalBases.flatMap(({ from, value }) => {
    if (!isFixed(value) && 'tiers' in value) {
      const { tiers } = value;
      const isInOrder = tiers.every(
        (tier, index) => index === 0 || compare(tiers[index - 1] ?? tier, tier) < 0,
      );
      if (tiers.length < 2 || !isInOrder)
        return faults('medical.base', from, [
          [true, `the tiers are ${tiers.join(' / ')}: at least two, rising`],
        ]);
    }
    const { lower, upper } = baseBounds(value);
    return faults('medical.base', from, [
      [compare(lower, zero) <= 0, `the base is ${lower}`],
      [compare(lower, upper) > 0, `the lowest base ${lower} is above the highest ${upper}`],
    ]);
  });

const surchargeFaults = ({ medicalSurcharges, medicalRates, medicalPrepayments }: Pack): Fault[] => [
  ...medicalSurcharges.flatMap(({ from, value: { amount, parts, schemes: payers } }) => {
    const total = parts === undefined ? amount : sum(Object.values(parts));
    return faults('medical.surcharge', from, [
      [total !== amount, `its parts make ${total}, and it is ${amount}`],
      [payers.length === 0 && toFen(amount) !== 0n, `nobody pays the ${amount}`],
    ]);
  }),
  ...pairs(medicalSurcharges, medicalRates).flatMap(([{ from, value }, { value: rates }]) =>
    value.schemes
      .filter((scheme) => rateOf(rates, scheme) === undefined)
      .map((scheme): Fault => [
        'medical.surcharge',
        `row from ${from}: the scheme ${scheme} pays it and has no rate`,
      ]),
  ),
  ...pairs(medicalSurcharges, medicalPrepayments)
    .filter(([{ value }, prepayment]) => value.every === 'year' && prepayment.value !== 'none')
    .map(([{ from }]): Fault => [
      'medical.surcharge',
      `row from ${from}: it is paid once, and of two months that are prepaid side by side both would have it`,
    ]),
];

const changeTimesFaults = ({ medicalChangeTimes }: Pack): Fault[] =>
  medicalChangeTimes.flatMap(({ from, value }) =>
    faults('medical.changeTimes', from, [
      [
        ![value.from, value.until].every((date) => /^(0[1-9]|1[0-2])-(0[1-9]|1\d|2[0-8])$/.test(date)),
        `${value.from} to ${value.until} are no days of every year: at most the 28th of a month`,
      ],
      [value.from > value.until, `the time of change ends on ${value.until} and begins on ${value.from}`],
    ]),
  );

/** What holds of a row and cannot be right, in words. */
const faults = (
  rule: string,
  from: string,
  checks: readonly (readonly [holds: boolean, text: string])[],
): Fault[] => checks.filter(([holds]) => holds).map(([, text]): Fault => [rule, `row from ${from}: ${text}`]);

/** The rows of two tables that hold in the same month. */
const pairs = <V, W>(
  rows: readonly Row<Month, V>[],
  others: readonly Row<Month, W>[],
): (readonly [Row<Month, V>, Row<Month, W>])[] =>
  rows.flatMap((row) =>
    others
      .filter(
        (other) =>
          (other.until === undefined || row.from <= other.until) &&
          (row.until === undefined || other.from <= row.until),
      )
      .map((other) => [row, other] as const),
  );
