import type { Instant, Month } from '@canbao/calendar';
import type { QuoteClaims } from '@canbao/contracts';
import type { StreamName } from '@canbao/event-sourcing';
import type { Insurance, Item } from '@canbao/vocabulary';
import type { ObligationEvent, ReceivedItem } from './obligation.events';

/** One month that a person owes for one insurance. Its stream serialises all channels (ADR 5). */
export type Obligation = PensionObligation | MedicalObligation;

interface PensionObligation {
  readonly insurance: 'pension';
  readonly claim?: Claim;
  /** The order that paid the month. */
  readonly paidBy?: string;
}
interface MedicalObligation {
  readonly insurance: 'medical';
  readonly claim?: Claim;
  /** The items that have arrived; the complete bundle once the month is paid. */
  readonly received: readonly ReceivedItem[];
  /** By order, what its items were received under. */
  readonly terms: Readonly<Record<string, Terms>>;
  /** The order that completed the bundle. */
  readonly paidBy?: string;
}
interface Terms {
  readonly billId?: string;
  /** When their quote was issued. */
  readonly quotedAt?: Instant;
}
/**
 * An online order holds the month for its payer until the instant. A batch holds it until its bank has
 * answered: the instant is then the bank's limit.
 */
export interface Claim {
  readonly orderId: string;
  readonly until: Instant;
  readonly by?: 'debit-run' | undefined;
  /** It does not lapse then, but is released with the order. */
  readonly untilClosed?: boolean;
}

/** Marks what final limits have added to a paid month: it is owed beside the month itself. */
export interface Added {
  readonly item?: 'pension-true-up';
}

/** The stream of one person, insurance and month; what was added to a month has a stream of its own. */
export const obligationStream = (
  personId: string,
  insurance: Insurance,
  month: Month,
  { item }: Added = {},
): StreamName => `obligation-${personId}-${insurance}-${month}${item === undefined ? '' : '-true-up'}`;

/** Whether lines pay what was added to the month. */
export const addedIn = (
  lines: readonly { readonly month: Month; readonly item: Item }[],
  month: Month,
): Added =>
  lines.some((line) => line.month === month && line.item === 'pension-true-up')
    ? { item: 'pension-true-up' }
    : {};

/** Whether an event is about what was added to its month. */
export const addedOf = ({ data }: ObligationEvent): Added =>
  'item' in data && data.item !== undefined ? { item: data.item } : {};

/** The months of lines that are owed themselves, and those to which something was added. */
export const monthsByKind = (
  lines: readonly { readonly month: Month; readonly item: Item }[],
): { readonly months: Month[]; readonly trueUpMonths?: Month[] } => {
  const added = monthsOf(lines.filter(({ item }) => item === 'pension-true-up'));
  const months = monthsOf(lines.filter(({ item }) => item !== 'pension-true-up'));
  return added.length === 0 ? { months } : { months, trueUpMonths: added };
};

/** The months of a quote's lines, each once. */
export const monthsOf = (lines: readonly { readonly month: Month }[]): Month[] => [
  ...new Set(lines.map(({ month }) => month)),
];

/** The streams of all months of a quote; what was added to a month is owed while that is paid. */
export const obligationStreams = ({
  personId,
  insurance,
  lines,
}: Pick<QuoteClaims, 'personId' | 'insurance'> & {
  readonly lines: readonly { readonly month: Month; readonly item: Item }[];
}): StreamName[] =>
  monthsOf(lines).flatMap((month) => {
    const added = addedIn(lines, month);
    const own = obligationStream(personId, insurance, month);
    return added.item === undefined ? [own] : [own, obligationStream(personId, insurance, month, added)];
  });

/** Months, and what was added to them; one without a row has no events, or was not loaded. */
export interface Obligations {
  readonly obligations: Readonly<Record<Month, Obligation>>;
  readonly additions: Readonly<Record<Month, Obligation>>;
}

/** The month of the lines, or what was added to it. */
export const owedIn = (
  { obligations, additions }: Obligations,
  lines: readonly { readonly month: Month; readonly item: Item }[],
  month: Month,
): Obligation | undefined =>
  addedIn(lines, month).item === undefined ? obligations[month] : additions[month];

/** Whether lines pay what was added to a month that is not paid itself any more. */
export const isWithoutMonth = (
  { obligations }: Obligations,
  lines: readonly { readonly month: Month; readonly item: Item }[],
  month: Month,
): boolean => addedIn(lines, month).item !== undefined && obligations[month]?.paidBy === undefined;

/** The months after an event of one of them. */
export const evolveObligations = (before: Obligations, event: ObligationEvent): Obligations => {
  const kind = addedOf(event).item === undefined ? 'obligations' : 'additions';
  const { obligations, additions } = before;
  const { month } = event.data;
  const after = { ...before[kind], [month]: evolveObligation(before[kind][month], event) };
  return { obligations, additions, [kind]: after };
};

/** Whether an online order or a batch holds the month at the instant. */
export const isClaimedAt = (obligation: Obligation | undefined, at: Instant): boolean =>
  obligation?.claim !== undefined && (isHeld(obligation.claim) || obligation.claim.until > at);

/** The claim of another that money does not end: its channel or bank may take money for the month yet. */
export const heldByAnother = (obligation: Obligation | undefined, orderId: string): Claim | undefined => {
  const { claim } = obligation ?? {};
  return claim !== undefined && isHeld(claim) && claim.orderId !== orderId ? claim : undefined;
};

/** Whether it ends with its order or batch, whatever the time. */
const isHeld = ({ by, untilClosed }: Claim): boolean => by === 'debit-run' || untilClosed === true;

/** What has arrived of a medical month; a pension month is paid whole. */
export const receivedItems = (obligation: Obligation | undefined): readonly ReceivedItem[] =>
  obligation?.insurance === 'medical' ? obligation.received : [];

/** The month after an event; money that comes says which claim it ends, money that goes ends none. */
export const evolveObligation = (
  obligation: Obligation | undefined,
  { type, data }: ObligationEvent,
): Obligation => {
  switch (type) {
    case 'MonthClaimed':
      return {
        ...(obligation ?? unpaid(data.insurance)),
        claim: {
          orderId: data.orderId,
          until: data.until,
          ...(data.by === undefined ? {} : { by: data.by }),
          ...(data.untilClosed === undefined ? {} : { untilClosed: data.untilClosed }),
        },
      };
    case 'MonthReleased': {
      const { claim: _, ...unclaimed } = obligation ?? unpaid(data.insurance);
      return unclaimed;
    }
    case 'PensionMonthPaid':
      return { insurance: 'pension', paidBy: data.orderId, ...claimAfter(obligation, data) };
    case 'BundlePartReceived':
      return {
        insurance: 'medical',
        received: [...receivedItems(obligation), ...data.items],
        terms: termsAfter(obligation, data),
        ...claimAfter(obligation, data),
      };
    case 'BundleSettled': {
      const { items: received, orderId: paidBy } = data;
      const terms = termsAfter(obligation, data);
      return { insurance: 'medical', received, paidBy, terms, ...claimAfter(obligation, data) };
    }
    case 'ReceivedItemsSuspended':
    case 'MonthReopened': {
      const isTaken = ({ item, orderId }: ReceivedItem): boolean =>
        orderId === data.orderId && (type === 'MonthReopened' || data.items.some((one) => one.item === item));
      const others = receivedItems(obligation).filter((item) => !isTaken(item));
      const reopened = unpaid(data.insurance, others, termsOf(obligation));
      return obligation?.claim === undefined ? reopened : { ...reopened, claim: obligation.claim };
    }
  }
};

const claimAfter = (
  obligation: Obligation | undefined,
  { endsClaimOf }: { readonly endsClaimOf?: string },
): { readonly claim?: Claim } =>
  endsClaimOf === undefined && obligation?.claim !== undefined ? { claim: obligation.claim } : {};

/** By order, what the items of a medical month were received under. */
export const termsOf = (obligation: Obligation | undefined): MedicalObligation['terms'] =>
  obligation?.insurance === 'medical' ? obligation.terms : {};

const termsAfter = (
  obligation: Obligation | undefined,
  { orderId, billId, quotedAt }: Terms & { readonly orderId: string },
): MedicalObligation['terms'] => {
  const own = {
    ...(billId === undefined ? {} : { billId }),
    ...(quotedAt === undefined ? {} : { quotedAt }),
  };
  return { ...termsOf(obligation), [orderId]: own };
};

const unpaid = (
  insurance: Insurance,
  received: readonly ReceivedItem[] = [],
  terms: MedicalObligation['terms'] = {},
): Obligation => (insurance === 'pension' ? { insurance } : { insurance, received, terms });
