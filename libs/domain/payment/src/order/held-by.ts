import type { Instant, Month } from '@canbao/calendar';
import { reject, type Outcome } from '@canbao/event-sourcing';
import { condition } from '@canbao/rules';
import type { Obligation } from '../obligation/obligation';

/** The months that another order or a batch holds, and when the last of them is free again. */
export const heldBy = (
  months: readonly Month[],
  claims: readonly Claim[],
  at: Instant,
): Outcome<never, 'month-in-debit-run' | 'month-in-payment'> => {
  const freeAt = claims
    .map(({ until }) => until)
    .sort()
    .at(-1);
  const holder = holderOf(claims, at);
  const code = holder === 'batch' ? 'month-in-debit-run' : 'month-in-payment';
  const free = holder === 'channel' || freeAt === undefined ? {} : { freeAt };
  const unmet = {
    ...condition(code, { ...(holder === 'order' ? untilItsTime : {}), details: { months } }),
    ...(free.freeAt === undefined ? {} : { clearsOn: free.freeAt }),
  };
  return reject(code, { months, ...free, conditions: [unmet] });
};

/** Nobody waits for the channel of an order that can still be paid. */
const untilItsTime = {
  source: 'an open order holds its months until its time to pay is over',
  clearedBy: 'time',
} as const;

type Claim = NonNullable<Obligation['claim']>;

const holderOf = (claims: readonly Claim[], at: Instant): 'batch' | 'channel' | 'order' => {
  if (claims.some(({ by }) => by === 'debit-run')) return 'batch';
  // The time of the order is over, and only its channel can say whether it was paid.
  return claims.some(({ until }) => until <= at) ? 'channel' : 'order';
};
