import type { SourceDocument } from './source-document';

/** Values that no source gives: defaults that an operator must confirm, by their configuration key. */
export const configuredValues = {
  'pension.baseStep': {
    title: '配置 pension.baseStep',
    confidence: 'configuration',
    note: 'No source states a step of the base.',
  },
  'pension.limits': {
    title: '配置：沿用上一次公布的缴费基数',
    confidence: 'configuration',
    note: 'The last final limits carried over until those of the year are published, as every year.',
  },
  'pension.limitsStart': {
    title: '配置 pension.limitsStart：2024、2025、2026年缴费基数的起始日',
    confidence: 'configuration',
    note: 'The figures were found, the first days in Jinan were not: 2024-08-01, 2025-08-01, 2026-09-01.',
  },
  'pension.limitsElsewhere': {
    title: '配置 pension.limitsElsewhere：济南以外各市缴费基数的起始日',
    confidence: 'configuration',
    note: "The limits are those of the whole province; their first days are Jinan's.",
  },
  'pension.trueUp': {
    title: '配置：2022年济南多退少补',
    confidence: 'configuration',
    note: 'Only the provincial notice was found, none of Jinan.',
  },
  'medical.trueUp': {
    title: '配置：济南医保不作多退少补',
    confidence: 'configuration',
    note: 'The medical base follows the contribution month; no notice of a true-up in Jinan was found.',
  },
  'deferral.channelCloseAt': {
    title: '配置 deferral.channelCloseAt：各缴费渠道提前截止时刻',
    confidence: 'configuration',
    note: 'None of Jinan was found: other cities closed channels between 12-20 and 12-31.',
  },
  'deferral.closeAt': {
    title: '配置 deferral.closeAt：补缴截止时刻',
    confidence: 'configuration',
    note: 'The sources say "by the end of 2023"; other cities closed from 12-20 on.',
  },
  'medical.base': {
    title: '配置 medical.base：2025、2026年医保缴费基数的起始月',
    confidence: 'configuration',
    note: 'The figures are the lower pension limits of the year; the first months in Jinan were not found.',
  },
  'medical.pooledSplit': {
    title: '配置 medical.pooledSplit',
    confidence: 'configuration',
    note: 'Unverified: only the sum of 5 % has a source.',
  },
  'medical.splitElsewhere': {
    title: '配置 medical.splitElsewhere：济南以外各市单建统筹的单位与个人部分',
    confidence: 'configuration',
    note: 'Unverified: only the whole rate has a source; a personal part of 2 % as in Jinan.',
  },
  'medical.scheme': {
    title: '配置 medical.scheme：所载费率属于哪种参保方式',
    confidence: 'configuration',
    note: 'The source gives the rate, not the scheme that it is of.',
  },
  'medical.year': {
    title: '配置 medical.year：医保年度的起始日',
    confidence: 'configuration',
    note: 'The source locks the scheme for the medical year; that it begins on 1 January is assumed.',
  },
  'medical.noSurcharge': {
    title: '配置 medical.noSurcharge：未见大额医疗费',
    confidence: 'configuration',
    note: 'The source names no surcharge; whether there is one must be asked.',
  },
  'medical.yearlySurcharge': {
    title: '配置 medical.yearlySurcharge：按年缴纳的大额医疗费何时缴纳',
    confidence: 'configuration',
    note: 'The source gives the amount of the year; that it is paid with the first month is assumed.',
  },
  'medical.surcharge': {
    title: '配置 medical.surcharge',
    confidence: 'configuration',
    note: 'To be confirmed from 2024.',
  },
  'medical.lateFee': {
    title: '配置：滞纳金适用于灵活就业人员',
    confidence: 'configuration',
    note: 'The law addresses employers.',
  },
  'quote.validityMinutes': {
    title: '配置 quote.validityMinutes',
    confidence: 'configuration',
    note: "The platform's own choice.",
  },
  'bankMatrix.cashGroupSize': {
    title: '配置 bankMatrix.cashGroupSize',
    confidence: 'configuration',
    note: 'The columns of the first heading of the bank table; unset: it is for the bank to interpret.',
  },
  businessDayClose: {
    title: '配置 businessDayClose',
    confidence: 'configuration',
    note: "The platform's own choice until the end of day is closed by matching.",
  },
  treasuryDelay: {
    title: '配置 treasuryDelay：入库所需工作日',
    confidence: 'configuration',
    note: 'Payers report 1 to 3, up to 5 working days; public holidays are not counted out.',
  },
  'coverage.reading': {
    title: '配置 coverage.reading：待遇的计算时点、欠费未补与等待期中断',
    confidence: 'configuration',
    note: 'The clock that rules, arrears never paid and a break in the wait: no text of Jinan decides them.',
  },
  monthClose: {
    title: '配置 monthClose',
    confidence: 'configuration',
    note: 'No Jinan deadline inside the month was found.',
  },
  'medical.personalAccount': {
    title: '配置 medical.personalAccount：医保个人账户的计入口径',
    confidence: 'configuration',
    note: 'That the personal part of the rate is what goes into the account is assumed.',
  },
  'record.years': {
    title: '配置 record.years：缴费年限按月累计，满12个月为一年',
    confidence: 'configuration',
    note: 'Years count cumulatively; how months beside whole years are shown was not found.',
  },
  'record.gap': {
    title: '配置 record.gap：参保期间已过月末而未缴费、且未由单位参保的月份',
    confidence: 'configuration',
    note: 'No text defines a gap of a record; months before the tax bureau collected are not judged.',
  },
  'record.interest': {
    title: '配置 record.interest：个人账户记账利息',
    confidence: 'configuration',
    note: 'The yearly rates (记账利率) were not found: a record shows contributions without interest.',
  },
  'debit.terms': {
    title: '配置 debit.terms',
    confidence: 'configuration',
    note: 'Neither the day of the batch nor the limit of its items was found for Jinan.',
  },
} as const satisfies Readonly<Record<string, SourceDocument>>;
