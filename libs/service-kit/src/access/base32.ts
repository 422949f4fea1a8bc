/** Crockford's signs: no I, L, O or U, so that a code can be read out and typed. */
const signs = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';

/** Bytes as text, five bits a sign; the length in bits must be a multiple of five. */
export const base32 = (bytes: Uint8Array): string => {
  let [text, held, bits] = ['', 0, 0];
  for (const byte of bytes) {
    held = (held << 8) | byte;
    bits += 8;
    while (bits >= 5) {
      bits -= 5;
      text += signs[(held >> bits) & 31];
    }
    held &= (1 << bits) - 1;
  }
  return text;
};

/** The bytes of a text in whatever case and grouping, with O for 0 and I or L for 1, if it is one. */
export const fromBase32 = (text: string): Buffer | undefined => {
  const typed = text.toUpperCase().replaceAll(/[\s-]/g, '').replaceAll('O', '0').replaceAll(/[IL]/g, '1');
  const bytes: number[] = [];
  let [held, bits] = [0, 0];
  for (const sign of typed) {
    const value = signs.indexOf(sign);
    if (value < 0) return undefined;
    held = (held << 5) | value;
    bits += 5;
    if (bits >= 8) {
      bits -= 8;
      bytes.push(held >> bits);
      held &= (1 << bits) - 1;
    }
  }
  return bits === 0 ? Buffer.from(bytes) : undefined;
};
