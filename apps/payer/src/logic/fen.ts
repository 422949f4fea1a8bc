/**
 * Money is text with two decimals on the wire. Where a page compares it or steps through it, it counts fen in
 * whole numbers, exact far above any contribution; the engines of old phones know no BigInt.
 */
export const fenOf = (yuan: string): number => {
  const [, whole = '', part = ''] = /^(\d{1,12})(?:\.(\d{1,2}))?$/.exec(yuan.trim()) ?? [];
  return whole === '' ? Number.NaN : Number(whole) * 100 + Number(part.padEnd(2, '0'));
};

/** Fen as the wire writes yuan. */
export const yuanOf = (fen: number): string => {
  const text = String(Math.round(fen)).padStart(3, '0');
  return `${text.slice(0, -2)}.${text.slice(-2)}`;
};

/** For people: `12,345.60`. Written out here: old engines group Chinese figures each in their own way. */
export const shownYuan = (yuan: string): string => {
  const [whole = '', part = '00'] = yuan.split('.');
  return `${whole.replace(/\B(?=(\d{3})+$)/g, ',')}.${part.padEnd(2, '0')}`;
};

/** What somebody typed, as the wire wants it, or nothing; full-width figures, commas, blanks are forgiven. */
export const typedYuan = (typed: string): string | undefined => {
  const plain = typed
    .replace(/[０-９]/g, (figure) => String.fromCharCode(figure.charCodeAt(0) - 0xfee0))
    .replace(/[．。]/g, '.')
    .replace(/[,，\s元￥¥]/g, '');
  const fen = fenOf(plain);
  return Number.isNaN(fen) ? undefined : yuanOf(fen);
};
