import type { Instant, Month } from '@canbao/calendar';
import { reject, type Outcome } from '@canbao/event-sourcing';
import type { PaymentState } from '../payment-state';

/** The months that another order or a batch holds, and when the last of them is free again. */
export const heldBy = (
  months: readonly Month[],
  { obligations }: PaymentState,
  at: Instant,
): Outcome<never, 'month-in-debit-run' | 'month-in-payment'> => {
  const claims = months.flatMap((month) => obligations[month]?.claim ?? []);
  const freeAt = claims
    .map(({ until }) => until)
    .sort()
    .at(-1);
  const holder = holderOf(claims, at);
  const code = holder === 'batch' ? 'month-in-debit-run' : 'month-in-payment';
  const { clearsOn, ...way } = { ...ways[holder], ...(holder === 'channel' ? {} : { clearsOn: freeAt }) };
  const free = clearsOn === undefined ? {} : { freeAt: clearsOn };
  const condition = {
    code,
    rule: 'payment.claim',
    ...way,
    ...(clearsOn === undefined ? {} : { clearsOn }),
    details: { months },
  };
  return reject(code, { months, ...free, conditions: [condition] });
};

const ways: Readonly<
  Record<'batch' | 'channel' | 'order', { source: string; clearedBy: string; clearsOn?: Instant }>
> = {
  batch: {
    source: 'a batch (按月批扣) holds its months until the bank has answered; the day is its limit',
    clearedBy: 'the bank',
  },
  channel: {
    source: 'the channel has not said yet whether the order was paid; it is asked again until it does',
    clearedBy: 'the channel',
  },
  order: { source: 'an open order holds its months until its time to pay is over', clearedBy: 'time' },
};

type Claim = NonNullable<NonNullable<PaymentState['obligations'][Month]>['claim']>;

const holderOf = (claims: readonly Claim[], at: Instant): keyof typeof ways => {
  if (claims.some(({ by }) => by === 'debit-run')) return 'batch';
  // The time of the order is over, and only its channel can say whether it was paid.
  return claims.some(({ until }) => until <= at) ? 'channel' : 'order';
};
