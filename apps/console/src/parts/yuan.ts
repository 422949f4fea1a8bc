import type { Yuan } from '@canbao/money';

/**
 * Yuan with two decimals, typed with fewer or none of them, in figures of any width, with commas or the sign;
 * undefined for anything else.
 */
export const yuanTyped = (typed: string): Yuan | undefined => {
  const plain = typed
    .normalize('NFKC')
    .replaceAll(/[,，\s¥￥元]/g, '')
    .replace('。', '.');
  const [, whole, decimals = ''] = /^(0|[1-9]\d{0,11})(?:\.(\d{0,2}))?$/.exec(plain) ?? [];
  return whole === undefined ? undefined : (`${whole}.${decimals.padEnd(2, '0')}` as Yuan);
};
