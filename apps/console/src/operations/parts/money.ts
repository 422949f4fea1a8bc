/** Yuan with two decimals, as the API writes it, as a whole number of fen. */
export const fenOf = (yuan: string): bigint => {
  const sign = yuan.startsWith('-') ? -1n : 1n;
  return sign * BigInt(yuan.replace(/^-/, '').replace('.', ''));
};

/** Fen as yuan with two decimals and thousands apart: `1,234.50`. */
export const shownFen = (fen: bigint): string => {
  const digits = (fen < 0n ? -fen : fen).toString().padStart(3, '0');
  const whole = digits.slice(0, -2).replaceAll(/\B(?=(\d{3})+$)/g, ',');
  return `${fen < 0n ? '-' : ''}${whole}.${digits.slice(-2)}`;
};

/** Yuan as the API writes it, with thousands apart. */
export const shownYuan = (yuan: string): string =>
  /^-?\d+\.\d{2}$/.test(yuan) ? shownFen(fenOf(yuan)) : yuan;

/** Yuan in few figures, to be read from afar: `3,746.00 元`, `12.3 万元`, `4.56 亿元`. */
export const roughly = (fen: bigint): { readonly figure: string; readonly unit: string } => {
  const yuan = Number(fen) / 100;
  const size = Math.abs(yuan);
  if (size >= 1e8) return { figure: (yuan / 1e8).toFixed(2), unit: '亿元' };
  if (size >= 1e5) return { figure: (yuan / 1e4).toFixed(1), unit: '万元' };
  return { figure: shownFen(fen), unit: '元' };
};

/** The sum of amounts in fen. */
export const sumOf = (amounts: readonly string[]): bigint =>
  amounts.reduce((all, amount) => all + fenOf(amount), 0n);
