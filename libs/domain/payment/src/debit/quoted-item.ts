import type { Instant } from '@canbao/calendar';
import type { MedicalLine, PensionLine, QuoteClaims } from '@canbao/contracts';
import type { Yuan } from '@canbao/money';
import type { District, Item, Scheme } from '@canbao/vocabulary';
import type { OrderLine } from '../order/order-line';
import type { ItemName } from './item-name';

/** A month with the figures that assessment gave for it. */
export interface QuotedItem extends ItemName {
  readonly district: District;
  readonly lines: readonly OrderLine[];
  /** What makes a medical month whole. */
  readonly bundle?: {
    readonly bundleId: string;
    readonly month: ItemName['month'];
    readonly scheme: Scheme;
    readonly items: readonly Exclude<Item, 'pension' | 'pension-true-up'>[];
    readonly billId?: string | undefined;
  };
  /** Yuan. */
  readonly total: Yuan;
  readonly quotedAt: Instant;
  /** Money taken before this instant pays the month. */
  readonly payBefore: Instant;
  readonly at: Instant;
}

/** The item as the quote that it is: a debit settles on the same path as any other money. */
export const quoteOf = (item: Omit<QuotedItem, 'at'>): QuoteClaims => {
  const { itemId: quoteId, personId, insurance, district, lines, bundle, total, quotedAt, payBefore } = item;
  const common = {
    quoteId,
    personId,
    district,
    total,
    issuedAt: quotedAt,
    expiresAt: payBefore,
    channel: 'batch-debit',
    // The certificate is in assessment, under the item's id.
    certificateHash: '',
  } as const;
  if (insurance === 'pension') return { ...common, insurance, lines: lines as PensionLine[] };
  const bundles = bundle === undefined ? [] : [{ ...bundle, items: [...bundle.items] }];
  return { ...common, insurance, lines: lines as MedicalLine[], bundles };
};
