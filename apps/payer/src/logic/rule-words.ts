type Words = readonly [zh: string, en: string];
/** A form that values have, and the words for it; `$1` is what its first bracket holds. */
type Form = readonly [form: RegExp, zh: string, en: string];

const rate = '0\\.\\d+';
const forms: readonly Form[] = [
  [/^(.*) \((20\d\d)\)$/, '$1（$2 年标准）', '$1 (figures of $2)'],
  [/^wechat, alipay$/, '微信、支付宝', 'WeChat, Alipay'],
  [/^with the deferral$/, '与缓缴期限相同', 'with the deferral'],
  [
    /^(\S{10})T\S+ to before (\S{10})T\S+, limits of (\d+), late fee (\S+)$/,
    '$1 起，$2 前截止，按 $3 年上下限，滞纳金 $4',
    'from $1, before $2, on the limits of $3, late fee $4',
  ],
  [/^none$/, '不实行', 'none'],
  [/^within-year$/, '本年度内可预缴', 'within the year'],
  [/^charge$/, '少缴补收，多缴不退', 'what is short is charged'],
  [/^charge-and-refund$/, '多退少补', 'what is short is charged, what is over returned'],
  [/^(\S+) a year$/, '每年 $1 元', '$1 a year'],
  [
    /^(\S+) \(largeSum (\S+), longTermCare (\S+)\)$/,
    '$1（大额医疗 $2，长期护理 $3）',
    '$1 (large-sum aid $2, long-term care $3)',
  ],
  [/^gap up to (\d+) months, wait of (\d+) months$/, '中断不超过 $1 个月可补缴，等待期 $2 个月', '$&'],
  [/^settled$/, '按已缴清的月份', 'months that are paid'],
  [/^settled whole$/, '按三项一并缴清的月份', 'months whose items are all paid'],
  [/^(\d+) months a year$/, '累计 $1 个月为一年', '$1 months make a year'],
  [/^closed-unpaid$/, '到月末未缴费的月份', 'months that ended unpaid'],
  [/^personal-part$/, '个人部分', 'the personal part'],
  [/^not-included$/, '未计入', 'not included'],
  [/^(\d+) min$/, '$1 分钟', '$1 minutes'],
  [/^month-end$/, '每月月末', 'at the end of the month'],
  [/^(\d+) columns$/, '$1 列', '$1 columns'],
  [/^以银行解释为准$/, '以银行解释为准', 'as the bank says'],
  [/^(\d+) day later$/, '$1 天后', '$1 day later'],
  [/^day (\d+), (\d+) working days$/, '每月 $1 日，$2 个工作日内', 'day $1 of the month, $2 working days'],
  [/^(\d+) to (\d+) working days$/, '$1 至 $2 个工作日', '$&'],
  [/^(\d+) years after the year of payment$/, '缴费年度之后 $1 年', '$&'],
  [/^scheme on (\S+)$/, '缴费方式：每年 $1', 'scheme: each year on $1'],
  [/^(?:base|tier) from (\S+) to (\S+)$/, '缴费档次：每年 $1 至 $2', 'tier: each year from $1 to $2'],
];

/** What a value says in several words, each by itself. */
const terms: Readonly<Record<string, Words>> = {
  'agency-pushed': ['按推送金额', 'as pushed by the agency'],
  compute: ['缴费当天计算', 'computed on the day of payment'],
  none: ['不封顶', 'no cap'],
  principal: ['不超过欠费本金', 'at most what is owed'],
  inclusive: ['含缴费当天', 'the day of payment counts'],
  exclusive: ['不含缴费当天', 'the day of payment does not count'],
  'payment-success-time': ['按缴费成功时间', 'by the time of payment'],
  'treasury-receipt-date': ['按入库日期', 'by the day of the treasury'],
  'as-gap-over-3': ['欠费不补的按中断超过 3 个月', 'arrears never paid count as a gap over 3 months'],
  'stays-suspended': ['欠费不补的一直暂停', 'arrears never paid keep cover suspended'],
  restart: ['等待期中断重新计算', 'a break begins the wait anew'],
  pause: ['等待期中断顺延', 'a break makes the wait longer'],
};

const titles: Readonly<Record<string, string>> = {
  'pension.limits': 'Limits of the contribution base',
  'pension.rate': 'Pension contribution rate',
  'pension.split': 'Pooled fund + personal account',
  'pension.baseStep': 'Step of the contribution base',
  'pension.deferral': 'Deferral',
  'deferral.channelCloseAt': 'End of the deferral, by channel',
  'pension.trueUp': 'Settling up when the final limits are out',
  'pension.baseCapture': 'Where filling in a base registers it',
  'medical.base': 'Medical contribution base',
  'medical.rate': 'Medical contribution rate (combined / pooled)',
  'medical.accountSplit': 'Combined: unit part + personal part',
  'medical.pooledSplit': 'Pooled: unit part + personal part',
  'medical.surcharge': 'Large-sum medical mutual aid',
  'medical.prepayment': 'Paying in advance',
  'medical.changeTimes': 'When scheme and tier can change',
  'medical.trueUp': 'Settling up of medical months',
  'medical.lateFee': 'Late fee',
  'medical.benefit': 'Cover: months of a gap, waiting period',
  'medical.benefitReading': 'How cover is reckoned',
  'record.pensionMonth': 'Pension months that count',
  'record.medicalMonth': 'Medical months that count',
  'record.years': 'Years of contribution',
  'record.gap': 'Months of a gap',
  'pension.personalAccount': 'Pension personal account',
  'medical.personalAccount': 'Medical personal account',
  'record.interest': 'Interest of the personal account',
  'quote.validity': 'How long a quote is good',
  monthClose: 'Close of a month',
  'bankMatrix.cashGroupSize': 'Banks that take cash',
  businessDayClose: 'Close of a day',
  'debit.terms': 'Day of the monthly debit and its time limit',
  treasuryDelay: 'Working days until the treasury has the money',
  'privacy.retention': 'How long payment records are kept',
};

/** A note of the platform's on a figure, in the reader's language. */
export const ruleNote = (note: string, isEnglish: boolean): string =>
  isEnglish ? note.replace(/^按 (\d+) 年标准预估$/, 'estimated on the figures of $1') : note;

/** What a rule is about, in the reader's language; `zh` is the platform's. */
export const ruleTitle = (rule: string, zh: string, isEnglish: boolean): string =>
  isEnglish ? (titles[rule] ?? zh) : zh;

/** A value of a rule in the reader's language; figures stay as they are, rates are told in per cent. */
export const ruleValue = (rule: string, value: string, isEnglish: boolean): string => {
  if (rule === 'medical.lateFee') return lateFee(value, isEnglish);
  if (rule === 'medical.benefitReading') {
    const [clock = '', arrears = '', wait = ''] = value
      .split(', ')
      .map((part) => part.split(': ').pop() ?? '');
    return [clock, arrears, wait].map((part) => term(part, isEnglish)).join(isEnglish ? '; ' : '；');
  }
  if (/(rate|plit|personalAccount)$/i.test(rule) && value !== 'personal-part')
    return value.replace(new RegExp(rate, 'g'), percent).replace('?', isEnglish ? '–' : '不设');
  const form = forms.find(([pattern]) => pattern.test(value));
  return form === undefined ? value : value.replace(form[0], form[isEnglish ? 2 : 1]);
};

const lateFee = (value: string, isEnglish: boolean): string => {
  const [source = '', daily = '', count = '', cap = ''] = value.split(' ');
  if (source === 'none') return isEnglish ? 'none' : '不收';
  const aDay = isEnglish ? `${percent(daily)} a day` : `按日 ${percent(daily)}`;
  return [term(source, isEnglish), aDay, term(count, isEnglish), term(cap, isEnglish)].join(
    isEnglish ? '; ' : '；',
  );
};

const term = (word: string, isEnglish: boolean): string => terms[word]?.[isEnglish ? 1 : 0] ?? word;

/** `0.055` as `5.5%`; in ten-thousandths, so that no binary fraction shows. */
const percent = (text: string): string => `${Math.round(Number(text) * 1_000_000) / 10_000}%`;
