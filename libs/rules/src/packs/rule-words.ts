/**
 * Rules for readers of the other language: their names are Chinese and their values are figures and English
 * words, as certificates and overrides have them.
 */

interface Words {
  /** The name of the rule. */
  readonly en: string;
  /** What values say, and the same in Chinese; `$1` is a figure of the value. Figures alone need no words. */
  readonly zh?: readonly (readonly [said: RegExp, zh: string])[];
}

const modes: Words['zh'] = [
  [/^none$/, '不调整'],
  [/^charge$/, '只补收'],
  [/^charge-and-refund$/, '多退少补'],
];

/** By rule. */
export const ruleWords: Readonly<Record<string, Words>> = {
  'pension.limits': { en: 'Limits of the pension base' },
  'pension.rate': { en: 'Pension rate' },
  'pension.split': { en: 'Pooled fund + personal account' },
  'pension.baseStep': { en: 'Step of the base' },
  'pension.deferral': {
    en: 'Deferral',
    zh: [
      [
        /^(\S{10})T\S+ to before (\S{10})T(\d\d:\d\d)\S*, limits of (\d+), late fee (\S+)$/,
        '$1 起，$2 $3 前可补缴，按 $4 年上下限，滞纳金 $5 元',
      ],
    ],
  },
  'deferral.channelCloseAt': {
    en: 'When channels stop taking deferred months',
    zh: [
      [/^with the deferral$/, '与缓缴补缴期限相同'],
      [/(\S+) before (\S{10})T(\d\d:\d\d)[^,]*/g, '$1 于 $2 $3 截止'],
    ],
  },
  'pension.trueUp': { en: 'Adjustment to final limits', zh: modes },
  'pension.baseCapture': {
    en: 'Where a base that is filled in becomes the registered one',
    zh: [
      [/\bwechat\b/, '微信'],
      [/\balipay\b/, '支付宝'],
    ],
  },
  'medical.base': { en: 'Medical base' },
  'medical.rate': { en: 'Medical rate (with account / pooled)' },
  'medical.accountSplit': { en: 'With account: unit + personal part' },
  'medical.pooledSplit': { en: 'Pooled: unit + personal part' },
  'medical.surcharge': {
    en: 'Large-sum mutual aid',
    zh: [
      [/ a year/, ' 元/年'],
      [/largeSum/, '大额医疗'],
      [/longTermCare/, '长期护理'],
    ],
  },
  'medical.prepayment': {
    en: 'Prepayment',
    zh: [
      [/^none$/, '不可预缴'],
      [/^within-year$/, '可预缴本年度月份'],
    ],
  },
  'medical.changeTimes': {
    en: 'When scheme or tier may be changed',
    zh: [
      [/^scheme/, '参保方式'],
      [/^base/, '缴费档次'],
      [/ on /, '：'],
      [/ from /, '：'],
      [/ to /, ' 至 '],
    ],
  },
  'medical.trueUp': { en: 'Medical adjustment to final limits', zh: modes },
  'medical.lateFee': {
    en: 'Late fee',
    zh: [
      [/^agency-pushed/, '按经办机构推送，日费率'],
      [/^compute/, '由系统计算，日费率'],
      [/^none/, '不收，日费率'],
      [/ inclusive/, '，含当日'],
      [/ exclusive/, '，不含当日'],
      [/ none$/, '，不封顶'],
      [/ principal$/, '，以本金为限'],
    ],
  },
  'medical.benefit': {
    en: 'Cover: months that arrears make good, and the waiting period',
    zh: [[/^gap up to (\d+) months, wait of (\d+) months$/, '中断 $1 个月以内可补缴恢复，等待期 $2 个月']],
  },
  'medical.benefitReading': {
    en: 'How cover is read',
    zh: [
      [/^payment-success-time/, '以缴费成功时间为准'],
      [/^treasury-receipt-date/, '以入库日期为准'],
      [/, arrears never paid: as-gap-over-3/, '；短期欠费始终未补的，按中断过长处理'],
      [/, arrears never paid: stays-suspended/, '；短期欠费始终未补的，持续暂停'],
      [/, break in the wait: restart/, '；等待期内断缴的，重新计算'],
      [/, break in the wait: pause/, '；等待期内断缴的，顺延'],
    ],
  },
  'record.pensionMonth': { en: 'Pension months that count', zh: [[/^settled$/, '已缴费入账的月份']] },
  'record.medicalMonth': {
    en: 'Medical months that count',
    zh: [[/^settled whole$/, '各险种全部缴清的月份']],
  },
  'record.years': { en: 'Years of contribution', zh: [[/^(\d+) months a year$/, '每满 $1 个月为一年']] },
  'record.gap': { en: 'Months of a gap', zh: [[/^closed-unpaid$/, '到月末未缴费的月份']] },
  'record.interest': { en: 'Interest of the personal account', zh: [[/^not-included$/, '未计入']] },
  'pension.personalAccount': { en: 'Personal account, pension' },
  'medical.personalAccount': {
    en: 'Personal account, medical',
    zh: [[/^personal-part$/, '个人缴费部分']],
  },
  'quote.validity': { en: 'How long a quote can be paid', zh: [[/^(\d+) min$/, '$1 分钟']] },
  monthClose: { en: 'Close of a month', zh: [[/^month-end$/, '月末 24:00']] },
  'bankMatrix.cashGroupSize': {
    en: 'Banks that take cash',
    zh: [
      [/^as the banks say$/, '以银行解释为准'],
      [/^(\d+) columns$/, '前 $1 列'],
    ],
  },
  businessDayClose: { en: 'Close of a business day', zh: [[/^(\d+) day later$/, '$1 日后']] },
  'debit.terms': {
    en: 'Day and time limit of batch debit',
    zh: [[/^day (\d+), (\d+) working days$/, '每月 $1 日，扣款期限 $2 个工作日']],
  },
  treasuryDelay: {
    en: 'Working days until the treasury receives',
    zh: [[/^(\d+) to (\d+) working days$/, '$1 至 $2 个工作日']],
  },
  'privacy.retention': {
    en: 'How long payment records are kept',
    zh: [[/^(\d+) years after the year of payment$/, '缴费年度终了后 $1 年']],
  },
};

/** The value of a rule in Chinese; as it is where it is figures alone. */
export const valueInChinese = (rule: string, value: string): string =>
  (ruleWords[rule]?.zh ?? []).reduce((said, [words, zh]) => said.replace(words, zh), value);
