import type { BureauDayLine, BureauDayTotals } from '@canbao/contracts';
import { yuan } from '@canbao/money';
import type { z } from 'zod';
import type { DayLine, DayTotals } from './bureau-day.events';

/** A bureau's totals, as they came. @throws RangeError for an amount that is none. */
export const dayTotalsOf = ({ booked, reversed, items }: z.infer<typeof BureauDayTotals>): DayTotals => ({
  booked: { count: booked.count, amount: yuan(booked.amount) },
  reversed: { count: reversed.count, amount: yuan(reversed.amount) },
  items: items.map((each) => ({
    item: each.item,
    booked: yuan(each.booked),
    reversed: yuan(each.reversed),
  })),
});

/** A line of a bureau, as it came. @throws as above. */
export const dayLineOf = ({ addition, total, ...about }: z.infer<typeof BureauDayLine>): DayLine => ({
  ...about,
  ...(addition === undefined ? {} : { addition }),
  total: yuan(total),
});
