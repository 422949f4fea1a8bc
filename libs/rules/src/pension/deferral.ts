/**
 * Deferral (缓缴): pension months of a hardship year may be paid later, on the limits of the paying year,
 * without a late fee and without an application (guide G3.3.1.3). A table, because 2022 was not the only such
 * year.
 */
import { instant, month, type Instant, type Month } from '@canbao/calendar';
import { zero, type Yuan } from '@canbao/money';
import { channels, type Channel } from '@canbao/vocabulary';
import { rowOn, type Row } from '../row';

/** When deferred months may be paid, and on whose limits. */
export interface Deferral {
  readonly openAt: Instant;
  /** Exclusive. A channel may close earlier. */
  readonly closeAt: Instant;
  /** The year whose limits bound the base. */
  readonly baseYear: number;
  readonly lateFee: Yuan;
}

/** Deferred months, by contribution month. */
export const pensionDeferrals: readonly Row<Month, Deferral>[] = [
  {
    from: month('2022-01'),
    until: month('2022-12'),
    value: {
      openAt: instant('2023-01-01T00:00:00+08:00'),
      closeAt: instant('2024-01-01T00:00:00+08:00'),
      baseYear: 2023,
      lateFee: zero,
    },
    source: {
      sources: [
        'deferral-2022',
        'jilin-deferral-2022',
        'shandong-deferral-2022',
        'tianjin-deferral-2022',
        'deferral.closeAt',
      ],
      guide: 'G3.3.1.3',
    },
  },
];

/** When channels close before the deferral does, exclusive; a channel without an instant closes with it. */
export type DeferralClosings = Readonly<Partial<Record<Channel, Instant>>>;

/** Earlier closings of channels, by contribution month: none of Jinan was found. */
export const deferralClosings: readonly Row<Month, DeferralClosings>[] = [
  {
    from: month('2022-01'),
    until: month('2022-12'),
    value: {},
    configuration: true,
    source: { sources: ['deferral.channelCloseAt'] },
  },
];

/** The row with the instant at which the channel stops taking the deferred month, where it stops early. */
export const channelClosing = (
  rows: readonly Row<Month, DeferralClosings>[],
  month: Month,
  channel: Channel | undefined,
): { readonly row: Row<Month, DeferralClosings>; readonly closeAt: Instant } | undefined => {
  const row = rowOn(rows, month);
  const closeAt = channel === undefined ? undefined : row?.value[channel];
  return row === undefined || closeAt === undefined ? undefined : { row, closeAt };
};

/** The channels that still take the deferred month at the instant. */
export const channelsStillOpen = (
  rows: readonly Row<Month, DeferralClosings>[],
  month: Month,
  at: Instant,
): Channel[] => {
  const closings = rowOn(rows, month)?.value ?? {};
  // A batch debits the current month only; 生活缴费 takes what WeChat has quoted.
  return channels.filter(
    (channel) =>
      channel !== 'batch-debit' &&
      at < (closings[channel === 'wechat-bills' ? 'wechat' : channel] ?? ('9999' as Instant)),
  );
};

/** The closings in one line. */
export const showClosings = (closings: DeferralClosings): string =>
  Object.entries(closings)
    .map(([channel, closeAt]) => `${channel} before ${closeAt}`)
    .join(', ') || 'with the deferral';

/** The deferral that the month falls under, if any. */
export const deferralOf = (
  rows: readonly Row<Month, Deferral>[],
  month: Month,
): Row<Month, Deferral> | undefined => rowOn(rows, month);
