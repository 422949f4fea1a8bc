import PDFDocument from 'pdfkit';
import { Writer } from './writer';

/** A document that only notes what is written, where, and in which font. */
const noted = () => {
  const document = new PDFDocument({ margin: 0 });
  const written: { text: string; x: number; y: number; width: number }[] = [];
  const write = document.text.bind(document);
  document.text = ((text: string, x: number, y: number, options: object) => {
    written.push({ text, x, y, width: document.widthOfString(text) });
    return write(text, x, y, options);
  }) as typeof document.text;
  return { writer: new Writer(document), written };
};
const long = '欧阳·㛃䶮古丽仙·买买提江·阿不都热合曼·库尔班江';
const nowhere = '\u{10FFFD}';

describe('a text on paper', () => {
  it('breaks where its box ends, also where its signs are of several fonts', () => {
    const { writer, written } = noted();
    const height = writer.write(`${long}${nowhere}`, { x: 40, y: 100, width: 120 }, { size: 10 });
    expect(written.length).toBeGreaterThan(2);
    for (const { x, width } of written) expect(x + width).toBeLessThanOrEqual(40 + 120 + 0.01);
    expect(height).toBeCloseTo(writer.heightOf(`${long}${nowhere}`, 120, 10));
    expect(written.map(({ text }) => text).join('')).toBe(`${long}〔U+10FFFD〕`);
  });

  it('keeps a number and a day in one piece, and begins no line with a full stop', () => {
    const { writer, written } = noted();
    writer.write('缴费日期为2022-05-18。', { x: 0, y: 0, width: 64 }, { size: 10 });
    expect(written.map(({ text }) => text)).toEqual(['缴费日期为', '2022-05-18。']);
  });

  it('takes a word apart that is wider than its box', () => {
    const { writer, written } = noted();
    writer.write('SD2022121815852291717421942517', { x: 0, y: 0, width: 60 }, { size: 10 });
    expect(written.length).toBeGreaterThan(1);
    for (const { width } of written) expect(width).toBeLessThanOrEqual(60);
  });

  it('ends where its box ends when it is a figure', () => {
    const { writer, written } = noted();
    writer.write('112.38', { x: 10, y: 0, width: 90 }, { size: 8, align: 'right' });
    const [only] = written;
    expect((only?.x ?? 0) + (only?.width ?? 0)).toBeCloseTo(100);
  });
});
