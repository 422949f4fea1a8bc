import { paperFonts, runsOf, type PaperFont, type Run } from './fonts';

/** How a text is written; lengths in points. */
export interface TextStyle {
  readonly size: number;
  readonly color?: string;
  readonly align?: 'left' | 'center' | 'right';
}

/** The font that the document writes with, as fontkit has opened it: pdfkit's types leave it out. */
interface OpenFont {
  readonly _font: { readonly font: { hasGlyphForCodePoint(codePoint: number): boolean } };
}

/** Height of a line over the size of its letters, as Noto Sans SC has it. */
const leading = 1.448;
/** Words and figures stay together, and so do a sign and the marks behind it, which begin no line. */
const pieces = /(?:[\p{Script=Latin}\p{Nd}.,:;/_*¥%\-–]+|[\s\S])[，。；：、！？）〕》”]*/gu;

/**
 * Writes text into boxes, in the fonts that have its signs. A name may need several of them, and break over
 * several lines: what pdfkit does with one font only.
 */
export class Writer {
  private readonly names: readonly string[];
  private readonly fonts = new Map<number, string>();
  /** Of pieces and lines, at the size of one point: the same few stand on every line of a paper. */
  private readonly widths = new Map<string, number>();

  constructor(
    private readonly document: PDFKit.PDFDocument,
    fonts: readonly PaperFont[] = paperFonts(),
  ) {
    for (const { name, path, family } of fonts) document.registerFont(name, path, family);
    this.names = fonts.map(({ name }) => name);
  }

  /** How high the text is in a box so wide. */
  heightOf(text: string, width: number, size: number): number {
    return this.linesOf(text, width, size).length * size * leading;
  }

  /** Writes the text with its upper left corner there; how high it is. */
  write(
    text: string,
    { x, y, width }: { readonly x: number; readonly y: number; readonly width: number },
    { size, color = '#000', align = 'left' }: TextStyle,
  ): number {
    const lines = this.linesOf(text, width, size);
    this.document.fillColor(color);
    lines.forEach((line, index) => {
      const spare = width - this.widthOf(line, size);
      let at = x + (align === 'left' ? 0 : align === 'right' ? spare : spare / 2);
      for (const { font, text: run } of this.runs(line)) {
        const lineY = y + index * size * leading;
        this.document.font(font).fontSize(size).text(run, at, lineY, { lineBreak: false });
        at += this.document.widthOfString(run);
      }
    });
    return lines.length * size * leading;
  }

  private linesOf(text: string, width: number, size: number): string[] {
    const lines: string[] = [];
    let [line, used] = ['', 0];
    for (const piece of this.fitting(text, width, size)) {
      const wide = this.widthOf(piece, size);
      if (line !== '' && used + wide > width) {
        lines.push(line);
        [line, used] = ['', 0];
      }
      line += piece;
      used += wide;
    }
    return [...lines, line];
  }

  /** The pieces of a text; one that is wider than a line is taken apart. */
  private fitting(text: string, width: number, size: number): string[] {
    return (text.match(pieces) ?? []).flatMap((piece) =>
      this.widthOf(piece, size) > width ? [...piece] : [piece],
    );
  }

  private widthOf(text: string, size: number): number {
    const known = this.widths.get(text) ?? this.widthAtOne(text);
    this.widths.set(text, known);
    return known * size;
  }

  private widthAtOne(text: string): number {
    const widths = this.runs(text).map(({ font, text: run }) =>
      this.document.font(font).fontSize(1).widthOfString(run),
    );
    return widths.reduce((sum, each) => sum + each, 0);
  }

  private runs(text: string): Run[] {
    return runsOf(text, this.names, (font, codePoint) => this.fontOf(codePoint) === font);
  }

  /** The first font that has the sign; empty where none has it. */
  private fontOf(codePoint: number): string {
    const known = this.fonts.get(codePoint);
    if (known !== undefined) return known;
    const found = this.names.find((font) => {
      this.document.font(font);
      return (this.document as unknown as OpenFont)._font.font.hasGlyphForCodePoint(codePoint);
    });
    this.fonts.set(codePoint, found ?? '');
    return found ?? '';
  }
}
