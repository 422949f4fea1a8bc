/**
 * English for the standards; the platform gives the Chinese. A form that values have, and the words for it;
 * `$1` is what its first bracket holds.
 */
type Form = readonly [form: RegExp, en: string];

const forms: readonly Form[] = [
  [/^(.*) \((20\d\d)\)$/, '$1 (figures of $2)'],
  [/^wechat, alipay$/, 'WeChat, Alipay'],
  [
    /^(\S{10})T\S+ to before (\S{10})T\S+, limits of (\d+), late fee (\S+)$/,
    'from $1, before $2, on the limits of $3, late fee $4',
  ],
  [/^charge$/, 'what is short is charged'],
  [/^charge-and-refund$/, 'what is short is charged, what is over returned'],
  [/^within-year$/, 'within the year'],
  [/^(\S+) \(largeSum (\S+), longTermCare (\S+)\)$/, '$1 (large-sum aid $2, long-term care $3)'],
  [/^settled$/, 'months that are paid'],
  [/^settled whole$/, 'months whose items are all paid'],
  [/^(\d+) months a year$/, '$1 months make a year'],
  [/^closed-unpaid$/, 'months that ended unpaid'],
  [/^personal-part$/, 'the personal part'],
  [/^not-included$/, 'not included'],
  [/^(\d+) min$/, '$1 minutes'],
  [/^month-end$/, 'at the end of the month'],
  [/^以银行解释为准$/, 'as the bank says'],
  [/^day (\d+), (\d+) working days$/, 'day $1 of the month, $2 working days'],
  [/^scheme on (\S+)$/, 'scheme: each year on $1'],
  [/^(?:base|tier) from (\S+) to (\S+)$/, 'tier: each year from $1 to $2'],
];

/** What a value says in several words, each by itself. */
const terms: Readonly<Record<string, string>> = {
  'agency-pushed': 'as pushed by the agency',
  compute: 'computed on the day of payment',
  none: 'no cap',
  principal: 'at most what is owed',
  inclusive: 'the day of payment counts',
  exclusive: 'the day of payment does not count',
  'payment-success-time': 'by the time of payment',
  'treasury-receipt-date': 'by the day of the treasury',
  'as-gap-over-3': 'arrears never paid count as a gap over 3 months',
  'stays-suspended': 'arrears never paid keep cover suspended',
  restart: 'a break begins the wait anew',
  pause: 'a break makes the wait longer',
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

/** A value of a rule in the reader's language; `zh` is the platform's. Rates are told in per cent. */
export const ruleValue = (rule: string, value: string, zh: string, isEnglish: boolean): string =>
  isEnglish ? inEnglish(rule, value) : zh;

const inEnglish = (rule: string, value: string): string => {
  if (rule === 'medical.lateFee') return lateFee(value);
  if (rule === 'medical.benefitReading')
    return value
      .split(', ')
      .map((part) => term(part.split(': ').pop() ?? ''))
      .join('; ');
  if (/(rate|plit|personalAccount)$/i.test(rule) && value !== 'personal-part')
    return value.replace(/0\.\d+/g, percent).replace('?', '–');
  const form = forms.find(([pattern]) => pattern.test(value));
  return form === undefined ? value : value.replace(form[0], form[1]);
};

const lateFee = (value: string): string => {
  const [source = '', daily = '', count = '', cap = ''] = value.split(' ');
  if (source === 'none') return 'none';
  return [term(source), `${percent(daily)} a day`, term(count), term(cap)].join('; ');
};

const term = (word: string): string => terms[word] ?? word;

/** `0.055` as `5.5%`; in ten-thousandths, so that no binary fraction shows. */
const percent = (text: string): string => `${Math.round(Number(text) * 1_000_000) / 10_000}%`;
