import { day, instant, isDay, startOf } from '@canbao/calendar';
import { outcomeOf, type PackResults, type ResultLine, type SentPack } from '@canbao/domain-payment';
import { amountPattern, compare, sum, zero, type Yuan } from '@canbao/money';
import { partIn, partsIn, textIn, type Part } from '../tips/message';

/**
 * 2102: what the bank says of a pack, its totals proven; the day is all that is known of when it was taken.
 */
export const resultsIn = (body: Part, asked: Pick<SentPack, 'entrustDate' | 'packNo'>): PackResults => {
  const head = partIn(body, 'BatchReturn2102');
  const isAbout =
    textIn(head, 'OriPackNo') === asked.packNo &&
    textIn(head, 'OriEntrustDate') === asked.entrustDate.replaceAll('-', '');
  const rows = partsIn(body, 'Return2102');
  if (!isAbout) return { status: 'refused', reason: 'format' };
  const lines = rows.flatMap((row) => lineIn(row) ?? []);
  const numbers = new Set(lines.map(({ traNo }) => traNo));
  if (lines.length !== rows.length || numbers.size !== lines.length)
    return { status: 'refused', reason: 'format' };
  const taken = lines.filter(({ outcome }) => outcome === 'succeeded');
  const isRight =
    textIn(head, 'AllNum') === String(lines.length) &&
    textIn(head, 'AllAmt') === total(lines) &&
    textIn(head, 'SuccNum') === String(taken.length) &&
    textIn(head, 'SuccAmt') === total(taken);
  return isRight ? { status: 'there', lines } : { status: 'refused', reason: 'totals' };
};

const total = (lines: readonly ResultLine[]): Yuan => sum(lines.map(({ amount }) => amount));

const lineIn = (row: Part): ResultLine | undefined => {
  const [traNo = '', amount = '', said = ''] = ['OriTraNo', 'TraAmt', 'Result'].map(
    (name) => textIn(row, name) ?? '',
  );
  if (!/^\d{8}$/.test(traNo) || !amountPattern.test(amount) || !/^\d{5}$/.test(said)) return undefined;
  const { outcome, because } = outcomeOf(said);
  const line = { traNo, amount: amount as Yuan, said, outcome };
  if (outcome !== 'succeeded') return { ...line, ...(because === undefined ? {} : { because }) };
  const paidAt = takenAt(textIn(row, 'TaxDate') ?? '');
  return paidAt === undefined || compare(line.amount, zero) <= 0 ? undefined : { ...line, paidAt };
};

/** `yyyymmdd`, or with the time `yyyymmddhhmmss`, in Asia/Shanghai. */
export const takenAt = (text: string): ResultLine['paidAt'] => {
  const [, year, month, dayOfMonth, hour, minute, second] =
    /^(\d{4})(\d\d)(\d\d)(?:([01]\d|2[0-3])([0-5]\d)([0-5]\d))?$/.exec(text) ?? [];
  const date = `${year}-${month}-${dayOfMonth}`;
  if (!isDay(date)) return undefined;
  return hour === undefined ? startOf(day(date)) : instant(`${date}T${hour}:${minute}:${second}+08:00`);
};
