/** Pension and medical insurance are two orders, because two agencies book them: 人社 and 医保 (guide G1.2). */
import type { Insurance } from '@canbao/vocabulary';

/** Whose books an order is for. */
export type Authority = '人社' | '医保';

/** The authority of an insurance. */
export const authorityOf = (insurance: Insurance): Authority => (insurance === 'pension' ? '人社' : '医保');

/** The lines grouped by authority, pension first; each group is an order of its own. */
export const separateOrders = <L extends { readonly insurance: Insurance }>(
  lines: readonly L[],
): { authority: Authority; lines: readonly L[] }[] =>
  (['pension', 'medical'] as const)
    .map((insurance) => ({
      authority: authorityOf(insurance),
      lines: lines.filter((line) => line.insurance === insurance),
    }))
    .filter((order) => order.lines.length > 0);
