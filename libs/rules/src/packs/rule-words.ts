/**
 * Values of rules are figures and English words, as certificates and overrides have them: the same in
 * Chinese, for whoever reads them beside the Chinese names. Rates are told in per cent.
 */

/** What values say, and the same in Chinese; `$1` is a figure of the value. */
type Words = readonly (readonly [said: RegExp, zh: string])[];

const modes: Words = [
  [/^none$/, '不调整'],
  [/^charge$/, '只补收'],
  [/^charge-and-refund$/, '多退少补'],
];

/** By rule. */
const ruleWords: Readonly<Record<string, Words>> = {
  'pension.deferral': [
    [
      /^(\S{10})T\S+ to before (\S{10})T(\d\d:\d\d)\S*, limits of (\d+), late fee (\S+)$/,
      '$1 起，$2 $3 前可补缴，按 $4 年上下限，滞纳金 $5 元',
    ],
  ],
  'deferral.channelCloseAt': [
    [/^with the deferral$/, '与缓缴补缴期限相同'],
    [/(\S+) before (\S{10})T(\d\d:\d\d)[^,]*/g, '$1 于 $2 $3 截止'],
  ],
  'pension.trueUp': modes,
  'pension.baseCapture': [
    [/\bwechat\b/, '微信'],
    [/\balipay\b/, '支付宝'],
  ],
  'medical.surcharge': [
    [/ a year/, ' 元/年'],
    [/ \(largeSum (\S+), longTermCare (\S+)\)$/, '（大额医疗 $1，长期护理 $2）'],
  ],
  'medical.prepayment': [
    [/^none$/, '不可预缴'],
    [/^within-year$/, '可预缴本年度月份'],
  ],
  'medical.changeTimes': [
    [/^scheme/, '参保方式'],
    [/^base/, '缴费档次'],
    [/ on /, '：'],
    [/ from /, '：'],
    [/ to /, ' 至 '],
  ],
  'medical.trueUp': modes,
  'medical.lateFee': [
    [/^agency-pushed/, '按经办机构推送，日费率'],
    [/^compute/, '由系统计算，日费率'],
    [/^none .*$/, '不收'],
    [/ inclusive/, '，含当日'],
    [/ exclusive/, '，不含当日'],
    [/ none$/, '，不封顶'],
    [/ principal$/, '，以本金为限'],
  ],
  'medical.benefit': [
    [/^gap up to (\d+) months, wait of (\d+) months$/, '中断 $1 个月以内可补缴恢复，等待期 $2 个月'],
  ],
  'medical.benefitReading': [
    [/^payment-success-time/, '以缴费成功时间为准'],
    [/^treasury-receipt-date/, '以入库日期为准'],
    [/, arrears never paid: as-gap-over-3/, '；短期欠费始终未补的，按中断过长处理'],
    [/, arrears never paid: stays-suspended/, '；短期欠费始终未补的，持续暂停'],
    [/, break in the wait: restart/, '；等待期内断缴的，重新计算'],
    [/, break in the wait: pause/, '；等待期内断缴的，顺延'],
  ],
  'record.pensionMonth': [[/^settled$/, '已缴费入账的月份']],
  'record.medicalMonth': [[/^settled whole$/, '各险种全部缴清的月份']],
  'record.years': [[/^(\d+) months a year$/, '每满 $1 个月为一年']],
  'record.gap': [[/^closed-unpaid$/, '到月末未缴费的月份']],
  'record.interest': [[/^not-included$/, '未计入']],
  'medical.personalAccount': [[/^personal-part$/, '个人缴费部分']],
  'quote.validity': [[/^(\d+) min$/, '$1 分钟']],
  monthClose: [[/^month-end$/, '月末 24:00']],
  'bankMatrix.cashGroupSize': [[/^(\d+) columns$/, '前 $1 列']],
  businessDayClose: [[/^(\d+) day later$/, '$1 日后']],
  'debit.terms': [[/^day (\d+), (\d+) working days$/, '每月 $1 日，扣款期限 $2 个工作日']],
  treasuryDelay: [[/^(\d+) to (\d+) working days$/, '$1 至 $2 个工作日']],
  'privacy.retention': [[/^(\d+) years after the year of payment$/, '缴费年度终了后 $1 年']],
};

/** Of any rule: the year whose figures hold, and what a city does not have. */
const common: Words = [
  [/ \((20\d\d)\)$/, '（$1 年标准）'],
  [/\?$/, '不设'],
];

/** The value of a rule in Chinese; as it is where it is amounts alone. */
export const valueInChinese = (rule: string, value: string): string =>
  [...(ruleWords[rule] ?? []), ...common].reduce(
    (said, [words, zh]) => said.replace(words, zh),
    isOfRates.test(rule) ? value.replace(/\b0\.\d+/g, percent) : value,
  );

const isOfRates = /(rate|split|personalAccount|lateFee)$/i;

/** `0.055` as `5.5%`. */
const percent = (rate: string): string => {
  const digits = rate.slice(2).padEnd(2, '0');
  const [whole, rest] = [digits.slice(0, 2).replace(/^0/, ''), digits.slice(2).replace(/0+$/, '')];
  return `${whole}${rest === '' ? '' : `.${rest}`}%`;
};
