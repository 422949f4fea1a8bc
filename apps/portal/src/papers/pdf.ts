import PDFDocument from 'pdfkit';
import { create as qrCode } from 'qrcode';
import type { Column, Entry, Sheet, Table } from './sheet';
import { Writer } from './writer';

/** A4 in points: where the paper's content begins and ends. */
const [left, top, width, bottom] = [42, 46, 511, 782];
const [ink, soft, line, shade, red] = ['#17324d', '#5b7083', '#b9c7d2', '#eef3f6', '#b3261e'];
/** Between a text and the lines around it. */
const pad = 5;
const [labelWidth, lineSize] = [78, 7.6];
/** Beside the QR code. */
const footWidth = width - 108;

/** A sheet as PDF, with where it can be checked as text and as a QR code. */
export const pdfOf = async (sheet: Sheet, checkUrl: string): Promise<Buffer> => {
  const document = new PDFDocument({
    size: 'A4',
    // Nothing runs over by itself: pages are begun where the content needs them.
    margins: { top: 0, left: 0, right: 0, bottom: 0 },
    bufferPages: true,
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
  new Print(document).draw(sheet, checkUrl);
  document.end();
  return ended;
};

/** A cell of a row: what stands in it, and how. */
interface Cell {
  readonly text: string;
  readonly width: number;
  readonly size: number;
  readonly color?: string;
  readonly align?: 'left' | 'center' | 'right';
  readonly isShaded?: boolean;
}

class Print {
  private readonly writer: Writer;

  constructor(private readonly document: PDFKit.PDFDocument) {
    this.writer = new Writer(document);
  }

  draw(sheet: Sheet, checkUrl: string): void {
    let y = top + this.text(sheet.title, top, 20, ink) + 2;
    y += this.text(`编号：${sheet.number}`, y, 9, soft) + 8;
    y = this.facts(sheet.facts, y) + 10;
    y = this.table(sheet, y);
    for (const table of sheet.further ?? []) {
      // A heading stands with its first line.
      y = this.room(y + 12, 90);
      y += this.writer.write(table.heading, { x: left, y, width }, { size: 10, color: ink }) + 4;
      y = this.table(table, y);
    }
    if (sheet.further !== undefined) y += 10;
    // The sum and where to check it stand on one page.
    const totals = sheet.totals.map(totalCells);
    const height = totals.reduce((sum, cells) => sum + this.heightOf(cells), 0);
    y = this.room(y, height + 14 + this.footHeight(sheet));
    for (const cells of totals) y = this.row(cells, y);
    this.foot(sheet, checkUrl, y + 14);
    this.onEveryPage(sheet);
  }

  /** In the middle of the page's width; how high it is. */
  private text(text: string, y: number, size: number, color: string): number {
    return this.writer.write(text, { x: left, y, width }, { size, color, align: 'center' });
  }

  /** Two beside each other. */
  private facts(facts: readonly Entry[], from: number): number {
    let y = from;
    for (let index = 0; index < facts.length; index += 2)
      y = this.row(factCells(facts.slice(index, index + 2)), y);
    return y;
  }

  private table({ columns, rows }: Table, from: number): number {
    const head = columns.map(({ title, share, isFigure }): Cell => ({
      text: title,
      width: share * width,
      size: 8,
      color: soft,
      align: isFigure === true ? 'right' : 'left',
      isShaded: true,
    }));
    let y = this.row(head, this.room(from, 3 * this.heightOf(head)));
    for (const row of rows) {
      const cells = row.map((text, index) => lineCell(text, columns[index]));
      if (y + this.heightOf(cells) > bottom) y = this.row(head, this.newPage());
      y = this.row(cells, y);
    }
    return y;
  }

  /** Cells beside each other, as high as the highest; where the next row begins. */
  private row(cells: readonly Cell[], y: number): number {
    const height = this.heightOf(cells);
    let x = left;
    for (const { text, width: room, size, color = ink, align = 'left', isShaded = false } of cells) {
      const box = this.document.lineWidth(0.5).rect(x, y, room, height);
      if (isShaded) box.fillAndStroke(shade, line);
      else box.stroke(line);
      const at = { x: x + pad, y: y + pad - 1, width: room - 2 * pad };
      this.writer.write(text, at, { size, color, align });
      x += room;
    }
    return y + height;
  }

  private heightOf(cells: readonly Cell[]): number {
    const heights = cells.map(({ text, width: room, size }) =>
      this.writer.heightOf(text, room - 2 * pad, size),
    );
    return Math.max(...heights) + 2 * pad - 2;
  }

  /** Code and address beside the QR code, and the notes below them. */
  private footHeight({ notes }: Sheet): number {
    const heights = notes.map((note) => this.writer.heightOf(note, footWidth, 8) + 1);
    return Math.max(96, 44 + heights.reduce((sum, height) => sum + height, 0));
  }

  private foot({ notes, code }: Sheet, checkUrl: string, y: number): void {
    this.qr(checkUrl, left, y, 92);
    const x = left + width - footWidth;
    const write = (text: string, at: number, offset: number, size: number, color = ink): number =>
      this.writer.write(text, { x: x + offset, y: at, width: footWidth - offset }, { size, color });
    let textY = y;
    write('防伪码', textY, 0, 9, soft);
    textY += write(code, textY, 44, 10) + 3;
    write('查验', textY, 0, 9, soft);
    textY += write(checkUrl, textY, 44, 8) + 6;
    for (const note of notes) textY += write(note, textY, 0, 8, soft) + 1;
  }

  /** What belongs to every page is known when all of them are there. */
  private onEveryPage({ title, number, stamp }: Sheet): void {
    const { count } = this.document.bufferedPageRange();
    for (let page = 0; page < count; page += 1) {
      this.document.switchToPage(page);
      this.text(`${title}　${number}　第 ${page + 1} 页，共 ${count} 页`, 806, 8, soft);
      if (stamp !== undefined) this.stamp(stamp);
    }
  }

  private stamp(text: string): void {
    const { document } = this;
    document.save().rotate(-18, { origin: [300, 300] });
    document.opacity(0.35).lineWidth(3).roundedRect(180, 262, 240, 70, 10).stroke(red);
    this.writer.write(text, { x: 180, y: 275, width: 240 }, { size: 30, color: red, align: 'center' });
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
    return y + height <= bottom ? y : this.newPage();
  }

  private newPage(): number {
    this.document.addPage();
    return top;
  }
}

/** Labels with their values; one alone has the whole width. */
const factCells = (facts: readonly Entry[]): Cell[] =>
  facts.flatMap(([label, value]) => [
    { text: label, width: labelWidth, size: 9, color: soft, isShaded: true },
    { text: value, width: width / facts.length - labelWidth, size: 9.5 },
  ]);

const lineCell = (text: string, column?: Column): Cell => ({
  text,
  width: (column?.share ?? 0) * width,
  size: lineSize,
  align: column?.isFigure === true ? 'right' : 'left',
});

const totalCells = ([label, value]: Entry): Cell[] => [
  { text: label, width: 110, size: 9, color: soft, isShaded: true },
  { text: value, width: width - 110, size: 11 },
];
