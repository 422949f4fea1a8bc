import type { Yuan } from './yuan';

const figures = [...'零壹贰叁肆伍陆柒捌玖'];
const places = ['', '拾', '佰', '仟'];
const myriads = ['', '万', '亿', '万亿'];

/**
 * An amount in capital figures (大写) as the rules for bills have it (支付结算办法, 附一, 1997): 元, 角 and 分,
 * 壹拾 in full, one 零 for zeros within, and 整 where no fen follows. Where the rules leave 零 open, their
 * first example is followed: 107,000.53 is 壹拾万柒仟元零伍角叁分.
 * @throws RangeError below zero: a paper says in words which way money went.
 */
export const inWords = (amount: Yuan): string => {
  if (amount.startsWith('-')) throw new RangeError(`no words for an amount below zero: ${amount}`);
  const [whole = '', cents = ''] = amount.split('.');
  const yuan = wholeInWords(whole);
  const [jiao = 0, fen = 0] = [...cents].map(Number);
  if (yuan === '' && jiao === 0 && fen === 0) return '零元整';
  const head = yuan === '' ? '' : `${yuan}元`;
  if (jiao === 0 && fen === 0) return `${head}整`;
  const isGap = yuan !== '' && (jiao === 0 || whole.endsWith('0'));
  const tail = `${jiao === 0 ? '' : `${figures[jiao]}角`}${fen === 0 ? '整' : `${figures[fen]}分`}`;
  return `${head}${isGap ? '零' : ''}${tail}`;
};

/** Groups of four figures, each with its unit; empty for nothing. */
const wholeInWords = (whole: string): string => {
  const length = Math.ceil(whole.length / 4);
  const padded = whole.padStart(length * 4, '0');
  let words = '';
  let isSkipped = false;
  for (let group = 0; group < length; group += 1) {
    const four = padded.slice(group * 4, group * 4 + 4);
    const unit = myriads[length - 1 - group] ?? '';
    if (four === '0000') {
      isSkipped = true;
      // 亿 counts the whole of what stands before it.
      if (unit === '亿' && words !== '') words += '亿';
      continue;
    }
    if (words !== '' && (isSkipped || four.startsWith('0'))) words += '零';
    words += groupInWords(four) + (unit === '万亿' ? '万' : unit);
    isSkipped = false;
  }
  return words;
};

const groupInWords = (four: string): string => {
  let words = '';
  let isGap = false;
  [...four].map(Number).forEach((figure, index) => {
    if (figure === 0) {
      isGap = words !== '';
      return;
    }
    words += `${isGap ? '零' : ''}${figures[figure]}${places[3 - index]}`;
    isGap = false;
  });
  return words;
};
