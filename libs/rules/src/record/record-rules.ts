/**
 * What a contribution record (缴费记录) counts: which months, how they add up to years (缴费年限), what goes
 * into a personal account (个人账户), and which months are a gap. What no text decides is configuration.
 */
import { day, month, type Day, type Month } from '@canbao/calendar';
import { multiply, rate, type Rate, type Yuan } from '@canbao/money';
import type { Insurance } from '@canbao/vocabulary';
import type { Pack } from '../packs/pack';
import { used, type ParameterUsed } from '../packs/parameter';
import { rowOn, type Row } from '../row';

/** The part of the base that goes into a pension's personal account, by contribution month. */
export const personalAccountRates: readonly Row<Month, Rate>[] = [
  {
    from: month('2006-01'),
    value: rate('0.08'),
    source: {
      sources: ['pension-decision-2005', 'social-insurance-law'],
      article: '国发〔2005〕38号第三条，社会保险法第十二条',
    },
  },
];

/**
 * What goes into a medical personal account: the personal part of the rate of the scheme with account. The
 * sources give the parts of the rate; that this one is the account's is assumed.
 */
export const medicalAccountShares: readonly Row<Month, 'personal-part'>[] = [
  {
    from: month('2022-01'),
    value: 'personal-part',
    configuration: true,
    source: { sources: ['jinan-medical-split', 'medical.personalAccount'], guide: 'G3.2.2.1' },
  },
];

/** When a month counts: once it is settled, for medical insurance with all of its items. */
export const countedMonths: Readonly<Record<Insurance, readonly Row<Month, string>[]>> = {
  pension: [
    {
      from: month('2020-11'),
      value: 'settled',
      source: { sources: ['social-insurance-law'], article: '第十六条', guide: 'G3.3.1.3' },
    },
  ],
  medical: [{ from: month('2020-11'), value: 'settled whole', source: { guide: 'G3.2.2.6' } }],
};

/** Months count cumulatively (累计计算), twelve to a year; that the rest is shown as months is assumed. */
export const contributionYears: readonly Row<Day, { readonly months: number }>[] = [
  {
    from: day('2020-11-01'),
    value: { months: 12 },
    configuration: true,
    source: {
      sources: ['social-insurance-law', 'record.years'],
      article: '社会保险法第十六条',
      guide: 'G3.3.1.3',
    },
  },
];

/**
 * A gap: a month of the enrolment that has closed unpaid, while no employer covered it. Before the tax bureau
 * collected, the bureaus alone know what was paid: such a month is not judged.
 */
export const gapMonths: readonly Row<Month, 'closed-unpaid'>[] = [
  {
    from: month('2020-11'),
    value: 'closed-unpaid',
    configuration: true,
    source: { sources: ['tax-collection-2020', 'record.gap'], guide: 'G3.3.2.2' },
  },
];

/** Interest of personal accounts (记账利率): the law has the state set it, year by year; none is known here. */
export const accountInterests: readonly Row<Month, 'not-included'>[] = [
  {
    from: month('2006-01'),
    value: 'not-included',
    configuration: true,
    source: {
      sources: ['social-insurance-law', 'record.interest'],
      article: '社会保险法第十四条',
    },
  },
];

/** Yuan that a month brings to the personal account by the rule of the month; none without a rule. */
export const personalAccountOf = (
  pack: Pick<Pack, 'medicalAccountSplits'>,
  insurance: Insurance,
  { month: of, base }: { readonly month: Month; readonly base: Yuan },
): Yuan | undefined => {
  const share =
    insurance === 'pension'
      ? rowOn(personalAccountRates, of)?.value
      : rowOn(medicalAccountShares, of) && rowOn(pack.medicalAccountSplits, of)?.value.personal;
  return share === undefined ? undefined : multiply(base, share, 'half-up');
};

/** The rules that a record of the insurance rests on, as they stand in the month of the day. */
export const recordParameters = (
  pack: Pick<Pack, 'medicalAccountSplits'>,
  insurance: Insurance,
  on: Day,
): ParameterUsed[] => {
  const of = month(on.slice(0, 7));
  const counted = rowOn(countedMonths[insurance], of);
  const years = rowOn(contributionYears, on);
  const gap = rowOn(gapMonths, of);
  const account =
    insurance === 'pension'
      ? rowOn(personalAccountRates, of)
      : rowOn(medicalAccountShares, of) && rowOn(pack.medicalAccountSplits, of);
  const interest = rowOn(accountInterests, of);
  return [
    ...(counted === undefined ? [] : [used(`record.${insurance}Month`, counted)]),
    ...(years === undefined ? [] : [used('record.years', years, showYears)]),
    ...(gap === undefined ? [] : [used('record.gap', gap)]),
    ...(account === undefined
      ? []
      : [used(`${insurance}.personalAccount`, account as Row<Month, unknown>, shownShare)]),
    ...(interest === undefined ? [] : [used('record.interest', interest)]),
  ];
};

/** `12 months a year`. */
export const showYears = ({ months }: { readonly months: number }): string => `${months} months a year`;

const shownShare = (value: unknown): string =>
  typeof value === 'string' ? value : (value as { readonly personal: Rate }).personal;
