import type { QuoteClaims } from '@canbao/contracts';
import type { Yuan } from '@canbao/money';
import type { Channel } from '@canbao/vocabulary';
import type { Caller } from './caller';
import type { History } from './history';
import { quoteFor } from './quotes';
import type { World } from './world';

/** What a payer brings to the counter: a quote that assessment signed, or something that looks like one. */
export interface Paper {
  readonly token: string;
  /** Absent: nobody knows it. */
  readonly quote?: QuoteClaims;
  /** What the payer pays when there is no quote, in yuan. */
  readonly amount: Yuan;
}

/** A quote as it was signed. */
export const paperOf = (quote: QuoteClaims): Paper => ({ token: quote.quoteId, quote, amount: quote.total });

/**
 * Most payers bring a quote of today; some one of earlier, whose months may be paid meanwhile, one that is
 * past its time, one in the form of before 2026-11, or one that assessment never signed.
 */
export const paperFor = async (
  world: World,
  caller: Caller,
  history: History,
  personId: string,
  channel: Channel,
): Promise<Paper | undefined> => {
  const { scheduler } = world;
  const kind = scheduler.random();
  if (kind < 0.04) return { token: scheduler.uuid(), amount: '205.30' as Yuan };
  const earlier = history.quotes.filter((quote) => quote.personId === personId);
  const quote =
    earlier.length > 0 && kind < 0.2
      ? scheduler.pick(earlier)
      : await quoteFor(world, caller, history, personId, { channel });
  if (quote === undefined) return undefined;
  if (kind > 0.97) return paperOf({ ...quote, expiresAt: quote.issuedAt });
  return paperOf(quote);
};
