import type { Day } from '@canbao/calendar';
import { sum } from '@canbao/money';
import type { OwnFigures } from '../medical/bill';
import type { PushedMonth } from '../medical/bill-check';
import { schemeOf } from '../medical/bundle';
import { lateFeeOn } from '../medical/late-fee';
import type { Pack } from '../packs/pack';
import { rowOn } from '../row';
import { medicalFigures } from './medical-figures';

/** The rules' figures for a pushed month whose late fee is counted up to the day. */
export const ownFigures = (pack: Pack, { month, items }: PushedMonth, countedTo: Day): OwnFigures => {
  const pushed = items.map(({ item }) => item);
  const figures = medicalFigures(pack, {
    month,
    scheme: schemeOf(pushed),
    // Only the agency knows in which month of the year the person pays it.
    bearsYearly: pushed.includes('mutual-aid'),
  });
  const terms = rowOn(pack.lateFeeTerms, countedTo)?.value;
  const principal = sum(items.map(({ amount }) => amount));
  return {
    items: (figures?.lines ?? []).map(({ item, base, rate, amount }) => ({ item, base, rate, amount })),
    ...(terms === undefined
      ? {}
      : {
          lateFee: {
            ...lateFeeOn(terms, principal, month, countedTo),
            dailyRate: terms.dailyRate,
            countedTo,
          },
        }),
  };
};
