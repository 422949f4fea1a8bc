import type { Posting } from './posting';

const pooledItems = ['pooled-unit', 'pooled-personal', 'mutual-aid'];
const fen = (amount: string): bigint => BigInt(amount.replace('.', ''));

/** Why a bureau does not book: the sum is wrong, or a pooled month is incomplete (guide G3.2.2.6). */
export const refusal = (bureau: string, { items, total }: Posting): string | undefined => {
  if (items.reduce((sum, { amount }) => sum + fen(amount), 0n) !== fen(total)) return '明细与合计不符';
  const names = items.map(({ item }) => item);
  if (bureau === 'hrss' && names.every((name) => name === 'pension-true-up')) return undefined;
  if (fen(total) < 0n) return '金额有误';
  if (bureau === 'hrss') return names.every((name) => name === 'pension') ? undefined : '险种不符';
  const isWhole = names.includes('with-account') || pooledItems.every((name) => names.includes(name));
  return isWhole ? undefined : '漏缴险种，无法正常记账';
};
