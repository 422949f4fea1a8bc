import { dayOf, monthOf, startOf, type Day, type Month } from '@canbao/calendar';
import { baseCaptureChannels } from '../pension/base-capture';
import { lateFeeRates } from '../medical/late-fee';
import { monthCloses } from '../channels/month-close';
import { rowOn, type Row } from '../row';
import { showLimits } from '../pension/limits';
import { packNames, type Pack } from './pack';
import { pack } from './packs';
import { used, type ParameterUsed } from './parameter';

/**
 * A table of the pack with its name, its Chinese term and whether a payment day or a period month chooses the
 * row.
 */
export interface RuleTable {
  readonly rule: string;
  readonly zh: string;
  readonly by: 'payment-day' | 'period-month';
  readonly rows: readonly ShownRow[];
}
/** A row with its value in words. */
export type ShownRow = Row<Day | Month, string>;

const shown = <V>(rows: readonly Row<Day | Month, V>[], show: (value: V) => string = String): ShownRow[] =>
  rows.map((row) => ({ ...row, value: show(row.value) }));

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

/** Every dated table of a pack, for GET /rules, the generated page and the checks. */
export const tablesOf = (rules: Pack): readonly RuleTable[] => [
  byDay('pension.limits', '缴费基数上下限', shown(rules.pensionLimits, showLimits)),
  byMonth('pension.rate', '养老保险缴费费率', shown(rules.pensionRates)),
  byMonth(
    'pension.split',
    '统筹基金 + 个人账户',
    shown(rules.pensionSplits, ({ pooledFund, personalAccount }) => `${pooledFund} + ${personalAccount}`),
  ),
  byDay('pension.baseStep', '缴费基数步长', shown(rules.pensionBaseSteps)),
  byMonth(
    'pension.deferral',
    '缓缴',
    shown(
      rules.pensionDeferrals,
      ({ openAt, closeAt, baseYear, lateFee }) =>
        `${openAt} to before ${closeAt}, limits of ${baseYear}, late fee ${lateFee}`,
    ),
  ),
  byMonth('pension.trueUp', '多退少补', shown(rules.pensionTrueUps)),
  byDay(
    'pension.baseCapture',
    '仅填写缴费基数即视为修改登记基数',
    shown(baseCaptureChannels, (channels) => channels.join(', ')),
  ),
  byMonth('medical.base', '医疗保险缴费基数', shown(rules.medicalBases)),
  byMonth(
    'medical.rate',
    '医疗保险缴费费率（统账结合 / 单建统筹）',
    shown(rules.medicalRates, (rates) => `${rates['with-account']} / ${rates.pooled}`),
  ),
  byMonth(
    'medical.accountSplit',
    '统账结合：单位部分 + 个人部分',
    shown(rules.medicalAccountSplits, ({ unit, personal }) => `${unit} + ${personal}`),
  ),
  byMonth(
    'medical.pooledSplit',
    '单建统筹：单位部分 + 个人部分',
    shown(rules.medicalPooledSplits, ({ unit, personal }) => `${unit} + ${personal}`),
  ),
  byMonth('medical.surcharge', '大额医疗互助保险', shown(rules.medicalSurcharges)),
  byDay('medical.lateFee', '滞纳金（每日）', shown(lateFeeRates)),
  byDay(
    'quote.validity',
    '核定有效期',
    shown(rules.quoteValidities, ({ minutes }) => `${minutes} min`),
  ),
  byDay('monthClose', '月末关账', shown(monthCloses)),
];

/** The tables of every pack, for the checks. */
export const allTables = (): readonly { readonly pack: string; readonly table: RuleTable }[] =>
  packNames.flatMap((name) => tablesOf(pack(name)).map((table) => ({ pack: name, table })));

/** A parameter that holds on a day, with its source. */
export interface RuleInForce extends Omit<ParameterUsed, 'name'> {
  readonly rule: string;
  readonly zh: string;
  readonly by: RuleTable['by'];
}

/**
 * What holds on the day, with its source; a period-month rule is read for the day's month. Rules without a
 * row are absent.
 */
export const rulesInForce = (rules: Pack, on: Day): RuleInForce[] =>
  tablesOf(rules).flatMap(({ rule, zh, by, rows }) => {
    const row = rowOn<Day | Month, string>(rows, by === 'payment-day' ? dayOf(startOf(on)) : monthOf(on));
    if (row === undefined) return [];
    const { name: _, ...parameter } = used(rule, row);
    return [{ rule, zh, by, ...parameter }];
  });
