import { useEffect, useState } from 'react';
import { ask } from '../../api/calls';
import { fenOf, shownYuan, yuanOf } from '../../logic/fen';
import type { Insurance } from '../../state/checkout';
import { t } from '../../state/preferences';
import { Box, Span } from '../../ui/elements';
import type { Limits } from './base';
import type { Payable } from './months';

/** The limits that hold for all chosen months: the narrowest. */
export const limitsOf = (chosen: readonly Payable[]): Limits | undefined => {
  const all = chosen.flatMap(({ limits }) => (limits === undefined ? [] : [limits]));
  if (all.length === 0) return undefined;
  return {
    lower: yuanOf(Math.max(...all.map(({ lower }) => fenOf(lower)))),
    upper: yuanOf(Math.min(...all.map(({ upper }) => fenOf(upper)))),
  };
};

const pauseMs = 350;

/**
 * What it will cost as the platform computes it: of a pension asked for while the base is typed, of medical
 * months the totals that come with them.
 */
export const useSum = (
  insurance: Insurance,
  chosen: readonly Payable[],
  base: string | undefined,
): string | undefined => {
  const [sum, setSum] = useState<string>();
  const months = chosen.map(({ month }) => month).join(' ');
  useEffect(() => {
    setSum(undefined);
    if (insurance === 'medical') {
      const totals = chosen.map(({ total }) => fenOf(total ?? ''));
      return setSum(
        totals.some(Number.isNaN) || totals.length === 0 ? undefined : yuanOf(totals.reduce(plus)),
      );
    }
    if (base === undefined || months === '') return;
    let isLate = false;
    const timer = setTimeout(() => {
      ask('estimate', { body: { insurance, months: months.split(' '), base } }).then(
        ({ total }) => !isLate && setSum(total),
        // The quote asks again, and tells what is wrong.
        () => undefined,
      );
    }, pauseMs);
    return () => {
      isLate = true;
      clearTimeout(timer);
    };
  }, [insurance, months, base]);
  return sum;
};

const plus = (one: number, other: number): number => one + other;

/** The sum beside the button. */
export const Sum = ({
  sum,
  months,
}: {
  readonly sum: string | undefined;
  readonly months: readonly string[];
}) => (
  <Box className="sum" role="status">
    <Span className="sum-label">
      {t(
        `合计（${months.length}个月）`,
        `Total (${months.length} ${months.length === 1 ? 'month' : 'months'})`,
      )}
    </Span>
    <Span className="sum-value">{sum === undefined ? '—' : `¥${shownYuan(sum)}`}</Span>
  </Box>
);
