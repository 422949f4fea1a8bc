import { monthOf, type Day, type Month } from '@canbao/calendar';
import type { Rate } from '@canbao/money';
import { debitTerms } from '../channels/batch-debit';
import { businessDayCloses } from '../channels/business-day';
import { asTheBankSays, cashGroupSizes } from '../channels/cash-groups';
import { monthCloses } from '../channels/month-close';
import { treasuryDelays } from '../channels/treasury-delay';
import { retentions } from '../privacy/retention';
import { showBase } from '../medical/base';
import { showChangeTimes } from '../medical/change-times';
import { showTerms } from '../medical/late-fee';
import { showRates } from '../medical/rate';
import { showSurcharge } from '../medical/surcharge';
import { baseCaptureChannels } from '../pension/base-capture';
import { showClosings } from '../pension/deferral';
import { showLimits } from '../pension/limits';
import { confidenceOf } from '../citation';
import {
  accountInterests,
  contributionYears,
  countedMonths,
  gapMonths,
  medicalAccountShares,
  personalAccountRates,
  showYears,
} from '../record/record-rules';
import { rowOn, type Row } from '../row';
import type { Confidence } from '../source-document';
import type { Pack } from './pack';
import { used, type ParameterUsed } from './parameter';
import { valueInChinese } from './rule-words';

/** A dated table with its name and Chinese term, and which date chooses the row. */
export interface RuleTable {
  readonly rule: string;
  readonly zh: string;
  readonly by: 'payment-day' | 'period-month';
  readonly rows: readonly ShownRow[];
}

/** A row with its value in words. */
export type ShownRow = Row<Day | Month, string>;

/** A parameter that holds on a day, with its source. */
export interface RuleInForce extends Omit<ParameterUsed, 'name'> {
  readonly rule: string;
  readonly zh: string;
  /** The value in Chinese. */
  readonly valueZh: string;
  readonly by: RuleTable['by'];
  readonly confidence: Confidence;
}

/**
 * The parameters that hold on the day, with their sources; a period-month rule is read for the day's month.
 * Rules without a row are absent.
 */
export const rulesInForce = (pack: Pack, on: Day): RuleInForce[] =>
  tablesOf(pack).flatMap(({ rule, zh, by, rows }) => {
    const row = rowOn(rows, by === 'payment-day' ? on : monthOf(on));
    if (row === undefined) return [];
    const { name: _, ...parameter } = used(rule, row);
    const confidence = row.confidence ?? confidenceOf(row.source);
    return [{ rule, zh, valueZh: valueInChinese(rule, row.value), by, ...parameter, confidence }];
  });

/** Every dated table of a pack, for GET /rules and the generated page. */
export const tablesOf = (pack: Pack): readonly RuleTable[] => [
  ...pensionTables(pack),
  ...medicalTables(pack),
  ...recordTables,
  byDay(
    'quote.validity',
    '核定有效期',
    shown(pack.quoteValidities, ({ minutes }) => `${minutes} min`),
  ),
  byDay('monthClose', '月末关账', shown(monthCloses)),
  byDay(
    'bankMatrix.cashGroupSize',
    '支持现金缴费的银行列数',
    shown(cashGroupSizes, (columns) => (columns === 'unset' ? asTheBankSays : `${columns} columns`)),
  ),
  byDay(
    'businessDayClose',
    '日切',
    shown(businessDayCloses, ({ daysLater }) => `${daysLater} day later`),
  ),
  byDay(
    'debit.terms',
    '按月批扣日与扣款期限',
    shown(debitTerms, ({ dayOfMonth, workingDays }) => `day ${dayOfMonth}, ${workingDays} working days`),
  ),
  byDay(
    'treasuryDelay',
    '入库所需工作日',
    shown(treasuryDelays, ({ earliest, latest }) => `${earliest} to ${latest} working days`),
  ),
  byDay(
    'privacy.retention',
    '缴费凭证保管期限',
    shown(retentions, ({ years }) => `${years} years after the year of payment`),
  ),
];

const pensionTables = (pack: Pack): readonly RuleTable[] => [
  byDay('pension.limits', '缴费基数上下限', shown(pack.pensionLimits, showLimits)),
  byMonth('pension.rate', '养老保险缴费费率', shown(pack.pensionRates)),
  byMonth(
    'pension.split',
    '统筹基金 + 个人账户',
    shown(pack.pensionSplits, ({ pooledFund, personalAccount }) => `${pooledFund} + ${personalAccount}`),
  ),
  byDay('pension.baseStep', '缴费基数步长', shown(pack.pensionBaseSteps)),
  byMonth(
    'pension.deferral',
    '缓缴',
    shown(
      pack.pensionDeferrals,
      ({ openAt, closeAt, baseYear, lateFee }) =>
        `${openAt} to before ${closeAt}, limits of ${baseYear}, late fee ${lateFee}`,
    ),
  ),
  byMonth('deferral.channelCloseAt', '各渠道缓缴截止时刻', shown(pack.deferralClosings, showClosings)),
  byMonth('pension.trueUp', '多退少补', shown(pack.pensionTrueUps)),
  byDay(
    'pension.baseCapture',
    '仅填写缴费基数即视为修改登记基数',
    shown(baseCaptureChannels, (channels) => channels.join(', ')),
  ),
];

const medicalTables = (pack: Pack): readonly RuleTable[] => [
  byMonth('medical.base', '医疗保险缴费基数', shown(pack.medicalBases, showBase)),
  byMonth('medical.rate', '医疗保险缴费费率（统账结合 / 单建统筹）', shown(pack.medicalRates, showRates)),
  byMonth(
    'medical.accountSplit',
    '统账结合：单位部分 + 个人部分',
    shown(pack.medicalAccountSplits, showSplit),
  ),
  byMonth('medical.pooledSplit', '单建统筹：单位部分 + 个人部分', shown(pack.medicalPooledSplits, showSplit)),
  byMonth('medical.surcharge', '大额医疗互助保险', shown(pack.medicalSurcharges, showSurcharge)),
  byMonth('medical.prepayment', '预缴', shown(pack.medicalPrepayments)),
  byMonth('medical.changeTimes', '参保方式、缴费档次变更期', shown(pack.medicalChangeTimes, showChangeTimes)),
  byMonth('medical.trueUp', '医疗保险补差', shown(pack.medicalTrueUps)),
  byDay('medical.lateFee', '滞纳金', shown(pack.lateFeeTerms, showTerms)),
  byMonth(
    'medical.benefit',
    '医保待遇：可补缴的中断月数、等待期',
    shown(
      pack.coverageRules,
      ({ gapWithoutWait, waitMonths }) => `gap up to ${gapWithoutWait} months, wait of ${waitMonths} months`,
    ),
  ),
  byDay(
    'medical.benefitReading',
    '医保待遇的计算口径',
    shown(
      pack.coverageReadings,
      ({ rulingClock, arrearsNeverPaid, breakInWait }) =>
        `${rulingClock}, arrears never paid: ${arrearsNeverPaid}, break in the wait: ${breakInWait}`,
    ),
  ),
];

const byDay = (rule: string, zh: string, rows: readonly ShownRow[]): RuleTable => ({
  rule,
  zh,
  by: 'payment-day',
  rows,
});

const byMonth = (rule: string, zh: string, rows: readonly ShownRow[]): RuleTable => ({
  rule,
  zh,
  by: 'period-month',
  rows,
});

const shown = <V>(rows: readonly Row<Day | Month, V>[], show: (value: V) => string = String): ShownRow[] =>
  rows.map((row) => ({ ...row, value: show(row.value) }));

const showSplit = ({ unit, personal }: { unit: Rate; personal: Rate }): string => `${unit} + ${personal}`;

/** What contribution records count; the same in every city. */
const recordTables: readonly RuleTable[] = [
  byMonth('record.pensionMonth', '养老保险缴费月数的计算', countedMonths.pension),
  byMonth('record.medicalMonth', '医疗保险缴费月数的计算', countedMonths.medical),
  byDay('record.years', '缴费年限', shown(contributionYears, showYears)),
  byMonth('record.gap', '中断月份', gapMonths),
  byMonth('pension.personalAccount', '养老保险个人账户', shown(personalAccountRates)),
  byMonth('medical.personalAccount', '医疗保险个人账户', medicalAccountShares),
  byMonth('record.interest', '个人账户记账利息', accountInterests),
];
