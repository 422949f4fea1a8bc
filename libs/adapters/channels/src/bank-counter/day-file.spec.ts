import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { decode, encode } from 'iconv-lite';
import { day, instant } from '@canbao/calendar';
import type { Statement, StatementLine } from '@canbao/domain-payment';
import { fromFen, yuan } from '@canbao/money';
import { banks, type Channel } from '@canbao/vocabulary';
import { readDayFile, type ExpectedFile } from './day-file';
import { commonDialect, dialectOf } from './dialect';
import { writeDayFile } from './write-day-file';

const today = day('2026-11-26');
const fileOf = (institution: Channel = 'ccb'): ExpectedFile => ({
  institution,
  day: today,
  dialect: dialectOf(institution),
});
const gb18030: ExpectedFile = { ...fileOf(), dialect: { ...commonDialect, encoding: 'gb18030' } };
const payment: StatementLine = {
  kind: 'payment',
  orderNo: 'a'.repeat(32),
  transactionNo: 'T1',
  amount: yuan('205.30'),
  at: instant('2026-11-26T09:15:00+08:00'),
  status: 'paid',
};
const refund: StatementLine = {
  ...payment,
  kind: 'refund',
  refundNo: 'R1',
  amount: yuan('100.00'),
  status: 'refunded',
};
const lines = [payment, { ...payment, transactionNo: 'T2', orderNo: '' }, refund];

const read = (bytes: Uint8Array, expected = fileOf(), chunk = bytes.length): Promise<Statement> =>
  readDayFile(function* () {
    for (let at = 0; at < bytes.length; at += chunk) yield bytes.subarray(at, at + chunk);
  }, expected);
const linesIn = async (statement: Statement): Promise<StatementLine[]> => {
  const all: StatementLine[] = [];
  if (statement.status === 'there') for await (const line of statement.lines) all.push(line);
  return all;
};
/** The file's text after a change, with a hash that fits it. */
const resealed = (change: (text: string) => string): Buffer => {
  const text = change(writeDayFile(fileOf(), lines).toString());
  const at = text.lastIndexOf('END|');
  const digest = createHash('sha256').update(text.slice(0, at)).digest('hex');
  return Buffer.from(text.slice(0, at) + text.slice(at).replace(/[0-9a-f]{64}/, digest));
};

describe('a day file', () => {
  it.each([...banks, 'tax-desk'] as const)('of %s is read as it was written', async (institution) => {
    const expected = fileOf(institution);
    expect(await linesIn(await read(writeDayFile(expected, lines), expected))).toEqual(lines);
  });
  it('comes in chunks of any size, with CRLF in some lines and SM3 for its hash', async () => {
    const bytes = writeDayFile(fileOf(), lines, 'sm3');
    for (const chunk of [1, 7, 64]) expect(await linesIn(await read(bytes, fileOf(), chunk))).toHaveLength(3);
    const mixed = resealed((text) => text.replace('paid|\nP', 'paid|\r\nP'));
    expect(mixed.includes('\r\n')).toBe(true);
    expect(await linesIn(await read(mixed))).toEqual(lines);
  });
  it('of a day without business is empty', async () =>
    expect(await read(writeDayFile(fileOf(), []))).toEqual({ status: 'empty' }));
  it('may have a remark in Chinese in any encoding', async () => {
    const text = resealed((file) => file.replaceAll(/(paid|refunded)\|\n/g, '$1|历下支行\n')).toString();
    const at = text.indexOf('END|');
    const body = encode(text.slice(0, at), 'gb18030');
    const trailer = `END|3|sha256|${createHash('sha256').update(body).digest('hex')}\n`;
    const dialect = { ...commonDialect, encoding: 'gb18030' } as const;
    const bytes = Buffer.concat([body, Buffer.from(trailer)]);
    expect(decode(bytes, 'gb18030')).toContain('历下支行');
    expect(await linesIn(await read(bytes, { ...fileOf(), dialect }))).toEqual(lines);
  });

  const wrong: readonly [string, () => string | Buffer, string][] = [
    ['with another hash', () => writeDayFile(fileOf(), lines).toString().replace('T2', 'T3'), 'hash'],
    [
      'whose sum is not that of its lines',
      () => resealed((text) => text.replace('|410.60|', '|410.61|')),
      'totals',
    ],
    ['with a line short', () => resealed((text) => text.replace(/P.*T2.*\n/, '')), 'totals'],
    ['with a line doubled', () => resealed((text) => text.replace(/(P.*T2.*\n)/, '$1$1')), 'totals'],
    [
      'whose count is not that of its lines',
      () => resealed((text) => text.replace('END|3', 'END|4')),
      'totals',
    ],
    ['that is cut off', () => writeDayFile(fileOf(), lines).subarray(0, 200), 'format'],
    [
      'that is cut off after a line',
      () =>
        resealed((text) => text)
          .toString()
          .replace(/END.*\n/, ''),
      'format',
    ],
    ['that goes on after its trailer', () => `${resealed((text) => text).toString()}P|x\n`, 'format'],
    ['of another day', () => resealed((text) => text.replace('|2026-11-26|', '|2026-11-25|')), 'format'],
    ['of another bank', () => resealed((text) => text.replace('|ccb|', '|icbc|')), 'format'],
    [
      'with an amount of three decimals',
      () => resealed((text) => text.replace('100.00|2', '100.000|2')),
      'format',
    ],
    ['with an amount of nothing', () => resealed((text) => text.replace('100.00|2', '0.00|2')), 'format'],
    ['with an amount below nothing', () => resealed((text) => text.replace('100.00|2', '-1.00|2')), 'format'],
    ['with a time that does not exist', () => resealed((text) => text.replace('26T09', '31T09')), 'format'],
    ['with a kind that is unknown', () => resealed((text) => text.replace('\nR|', '\nX|')), 'format'],
    ['with a field too many', () => resealed((text) => text.replace('paid|\n', 'paid||\n')), 'format'],
    ['with a weaker hash', () => resealed((text) => text.replace('|sha256|', '|md5|')), 'format'],
    ['with an endless line', () => 'x'.repeat(100_000), 'format'],
    ['of nothing', () => '', 'format'],
    ['in GB18030 where UTF-8 is expected', () => writeDayFile(gb18030, lines), 'encoding'],
    ['in GB18030 by its lines only', () => headerInUtf8(), 'encoding'],
  ];
  it.each(wrong)('%s is refused whole', async (_, file, reason) =>
    expect(await read(Buffer.from(file()))).toEqual({ status: 'refused', reason }),
  );
  it('in UTF-8 where GB18030 is expected is refused whole', async () =>
    expect(await read(writeDayFile(fileOf(), lines), gb18030)).toEqual({
      status: 'refused',
      reason: 'encoding',
    }));
  it('with one bit flipped anywhere is refused whole', async () => {
    const bytes = writeDayFile(fileOf(), lines);
    const accepted: number[] = [];
    for (let bit = 0; bit < bytes.length * 8; bit += 1) {
      const flipped = Buffer.from(bytes);
      flipped[bit >> 3] = (flipped[bit >> 3] ?? 0) ^ (1 << (bit & 7));
      if ((await read(flipped)).status !== 'refused') accepted.push(bit);
    }
    expect(accepted).toEqual([]);
  });
  it('of any lines comes back as it went', async () => {
    const lineOf = fc.record({
      no: fc.stringMatching(/^[\w.:-]{1,64}$/),
      fen: fc.bigInt({ min: 1n, max: 99_999_999_999n }),
      isRefund: fc.boolean(),
    });
    const bank = fc.constantFrom(...banks);
    await fc.assert(
      fc.asyncProperty(fc.array(lineOf, { minLength: 1, maxLength: 50 }), bank, async (any, institution) => {
        const written = any.map(({ no, fen, isRefund }) => ({
          ...(isRefund ? refund : payment),
          transactionNo: no,
          amount: fromFen(fen),
        }));
        const expected = fileOf(institution);
        expect(await linesIn(await read(writeDayFile(expected, written), expected, 100))).toEqual(written);
      }),
      { numRuns: 50 },
    );
  });
});

/** A header in UTF-8, and lines whose remark is in GB18030. */
const headerInUtf8 = (): Buffer => {
  const [header = '', ...rest] = writeDayFile(fileOf(), lines)
    .toString()
    .split(/(?<=\n)/);
  const remarked = rest.slice(0, -1).map((line) => line.replace('|\n', '|历下支行\n'));
  const body = Buffer.concat([Buffer.from(header), encode(remarked.join(''), 'gb18030')]);
  return Buffer.concat([
    body,
    Buffer.from(`END|3|sha256|${createHash('sha256').update(body).digest('hex')}\n`),
  ]);
};
