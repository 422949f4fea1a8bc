import type { Yuan } from '@canbao/money';

/**
 * What is wrong with one item of a day: 长款 the channel alone has the money, 短款 we alone have it; other
 * amounts, other states, or two reports under one number of which the channel confirms the other.
 */
export const differenceClasses = ['amount', 'status', 'conflict', 'channel-only', 'ours-only'] as const;
export type DifferenceClass = (typeof differenceClasses)[number];

/** An item as the channel's statement has it. */
export interface Theirs {
  /** Yuan, above zero. */
  readonly amount: Yuan;
  readonly standing: Standing;
}

/** An item as our journal has it. */
export interface Ours {
  readonly amount: Yuan;
  readonly isReversed: boolean;
  /** Amounts of other reports under the number, which booked nothing. */
  readonly alsoReported: readonly Yuan[];
}

/** Whether the money is there; a value that this version does not know is never read as failed. */
export type Standing = 'standing' | 'reversed' | 'unknown';

/** As channels write it; configuration, because each of them has words of its own. */
const standings: ReadonlyMap<string, Standing> = new Map(
  Object.entries<Standing>({
    paid: 'standing',
    success: 'standing',
    refunded: 'standing',
    processing: 'standing',
    refund: 'standing',
    trade_success: 'standing',
    trade_finished: 'standing',
    refund_success: 'standing',
    reversed: 'reversed',
    revoked: 'reversed',
    closed: 'reversed',
    trade_closed: 'reversed',
  }),
);

/** What a status in a statement means for the money. */
export const standingOf = (status: string): Standing => standings.get(status.toLowerCase()) ?? 'unknown';

/**
 * The class of an item's difference; nothing where the item is explained. Money that was reversed on both
 * sides, or that one side never saw and the other reversed, has not moved.
 */
export const differenceOf = (
  theirs: Theirs | undefined,
  ours: Ours | undefined,
): DifferenceClass | undefined => {
  if (theirs === undefined) return ours === undefined || ours.isReversed ? undefined : 'ours-only';
  if (theirs.standing === 'unknown') return 'status';
  const isReversed = theirs.standing === 'reversed';
  if (ours === undefined) return isReversed ? undefined : 'channel-only';
  if (isReversed !== ours.isReversed) return 'status';
  if (isReversed || theirs.amount === ours.amount) return undefined;
  return ours.alsoReported.includes(theirs.amount) ? 'conflict' : 'amount';
};

/**
 * Whether the difference may be one of the day's cut (日切): it is carried a day before it is a break. Also an
 * item of which the channel does not know yet rolls to its next statement.
 */
export const isCarried = (of: DifferenceClass, theirs: Theirs | undefined): boolean =>
  of === 'channel-only' || of === 'ours-only' || theirs?.standing === 'unknown';
