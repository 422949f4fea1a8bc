import PDFDocument from 'pdfkit';
import { create as qrCode } from 'qrcode';
import { paperFonts, runsOf, type PaperFont, type Run } from './fonts';
import type { Entry, Sheet } from './sheet';

/** A4 in points, and the parts of its width that columns get, by how many there are. */
const [left, width, bottom] = [42, 511, 792];
const shares: Readonly<Record<number, readonly number[]>> = {
  6: [0.12, 0.3, 0.22, 0.17, 0.1, 0.09],
  7: [0.27, 0.2, 0.1, 0.07, 0.12, 0.12, 0.12],
};
const [ink, soft, line, red] = ['#17324d', '#5b7083', '#c7d3dc', '#b3261e'];

/** A sheet as PDF, with where it can be checked as text and as a QR code. */
export const pdfOf = async (sheet: Sheet, checkUrl: string): Promise<Buffer> => {
  const document = new PDFDocument({
    size: 'A4',
    margins: { top: 42, left, right: left, bottom: 0 },
    info: { Title: `${sheet.title} ${sheet.number}`, Producer: 'Canbao', Creator: 'Canbao' },
    lang: 'zh-CN',
    displayTitle: true,
  });
  const parts: Buffer[] = [];
  const ended = new Promise<Buffer>((resolve, reject) => {
    document.on('data', (part: Buffer) => parts.push(part));
    document.on('end', () => resolve(Buffer.concat(parts)));
    document.on('error', reject);
  });
  new Print(document, paperFonts()).draw(sheet, checkUrl);
  document.end();
  return ended;
};

class Print {
  private readonly names: readonly string[];

  constructor(
    private readonly document: PDFKit.PDFDocument,
    fonts: readonly PaperFont[],
  ) {
    for (const { name, path, family } of fonts) document.registerFont(name, path, family);
    this.names = fonts.map(({ name }) => name);
  }

  draw(sheet: Sheet, checkUrl: string): void {
    this.write(sheet.title, 42, { size: 20, align: 'center' });
    this.write(`编号：${sheet.number}`, 76, { size: 9, color: soft, align: 'center' });
    let y = this.facts(sheet.facts, 100);
    y = this.table(sheet, y + 8);
    y = this.totals(sheet.totals, y + 10);
    this.foot(sheet, checkUrl, y + 14);
    if (sheet.stamp !== undefined) this.stamp(sheet.stamp);
  }

  /** Two beside each other. */
  private facts(facts: readonly Entry[], from: number): number {
    const half = width / 2;
    let y = from;
    for (let index = 0; index < facts.length; index += 2) {
      const heights = facts.slice(index, index + 2).map(([label, value], column) => {
        const x = left + column * half;
        this.write(label, y, { x, size: 10, color: soft });
        return this.write(value, y, { x: x + 84, width: half - 86, size: 9.5 });
      });
      y += Math.max(...heights) + 6;
    }
    return y;
  }

  private table({ columns, rows }: Sheet, from: number): number {
    const widths = (shares[columns.length] ?? columns.map(() => 1 / columns.length)).map((s) => s * width);
    let y = this.row(columns, widths, from, soft);
    for (const row of rows) {
      if (y + this.heightOf(row, widths) > bottom - 40) {
        this.document.addPage();
        y = this.row(columns, widths, 42, soft);
      }
      y = this.row(row, widths, y, ink);
    }
    return y;
  }

  private row(cells: readonly string[], widths: readonly number[], y: number, color: string): number {
    const height = this.heightOf(cells, widths);
    let x = left;
    cells.forEach((cell, index) => {
      const cellWidth = widths[index] ?? 0;
      this.document.rect(x, y, cellWidth, height).lineWidth(0.5).stroke(line);
      this.write(cell, y + 4, { x: x + 4, width: cellWidth - 8, size: 8, color });
      x += cellWidth;
    });
    return y + height;
  }

  private heightOf(cells: readonly string[], widths: readonly number[]): number {
    this.document.font(this.names[0] ?? '').fontSize(8);
    const heights = cells.map((cell, index) =>
      this.document.heightOfString(cell, { width: (widths[index] ?? 0) - 8 }),
    );
    return Math.max(...heights) + 8;
  }

  private totals(totals: readonly Entry[], from: number): number {
    let y = this.room(from, totals.length * 18);
    for (const [label, value] of totals) {
      this.write(label, y, { x: left, size: 10, color: soft });
      y += this.write(value, y, { x: left + 110, width: width - 110, size: 11 }) + 4;
    }
    return y;
  }

  private foot({ notes, code }: Sheet, checkUrl: string, from: number): void {
    const y = this.room(from, 120);
    this.qr(checkUrl, left, y, 92);
    let textY = y;
    this.write('防伪码', textY, { x: left + 108, size: 9, color: soft });
    textY += this.write(code, textY, { x: left + 150, width: width - 150, size: 10 }) + 4;
    this.write('查验', textY, { x: left + 108, size: 9, color: soft });
    textY += this.write(checkUrl, textY, { x: left + 150, width: width - 150, size: 8 }) + 8;
    for (const note of notes)
      textY += this.write(note, textY, { x: left + 108, width: width - 108, size: 8, color: soft }) + 3;
  }

  private stamp(text: string): void {
    const { document } = this;
    document.save().rotate(-18, { origin: [300, 300] });
    document.opacity(0.35).lineWidth(3).roundedRect(190, 262, 220, 70, 10).stroke(red);
    this.write(text, 276, { x: 190, width: 220, size: 30, color: red, align: 'center' });
    document.restore().opacity(1);
  }

  private qr(text: string, x: number, y: number, size: number): void {
    const { modules } = qrCode(text, { errorCorrectionLevel: 'M' });
    const unit = size / modules.size;
    for (let row = 0; row < modules.size; row += 1)
      for (let column = 0; column < modules.size; column += 1)
        if (modules.get(row, column) === 1) this.document.rect(x + column * unit, y + row * unit, unit, unit);
    this.document.fill('#000');
  }

  /** Where the next block begins: on a new page where it has no room. */
  private room(y: number, height: number): number {
    if (y + height <= bottom) return y;
    this.document.addPage();
    return 42;
  }

  /** Writes a text at a height; how high it is. */
  private write(text: string, y: number, style: Style): number {
    const { document } = this;
    const { x = left, width: room = width, size, color = ink, align = 'left' } = style;
    document.fillColor(color).fontSize(size);
    const runs = this.runsOf(text);
    const isPlain = runs.every(({ font }) => font === this.names[0]);
    if (isPlain) {
      const whole = runs.map((run) => run.text).join('');
      document.font(this.names[0] ?? '').text(whole, x, y, { width: room, align });
      return document.heightOfString(whole, { width: room });
    }
    // One line: only names have signs of other fonts.
    let at = x;
    for (const run of runs) {
      document.font(run.font).text(run.text, at, y, { lineBreak: false });
      at += document.widthOfString(run.text);
    }
    return document.currentLineHeight(true);
  }

  private runsOf(text: string): Run[] {
    return runsOf(text, this.names, (font, codePoint) => {
      this.document.font(font);
      return (this.document as unknown as OpenFont)._font.font.hasGlyphForCodePoint(codePoint);
    });
  }
}

interface Style {
  readonly x?: number;
  readonly width?: number;
  readonly size: number;
  readonly color?: string;
  readonly align?: 'left' | 'center';
}

/** The font that the document writes with, as fontkit has opened it: pdfkit's types leave it out. */
interface OpenFont {
  readonly _font: { readonly font: { hasGlyphForCodePoint(codePoint: number): boolean } };
}
