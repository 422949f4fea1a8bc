/**
 * Base capture: a base entered in a mini-program changes the registered base even when no payment follows
 * (guide G3.2.1.5 小贴士). Nothing is paid; the next batch debit (按月批扣) uses it.
 */
import { day, type Day } from '@canbao/calendar';
import type { Row } from '../row';

/** The mini-programs of guide G1.1, by the day of entry. */
export const baseCaptureChannels: readonly Row<Day, readonly string[]>[] = [
  {
    from: day('2022-01-01'),
    value: ['wechat', 'alipay'],
    source: { guide: 'G3.2.1.5' },
  },
];

/** True when submitting a base through this channel changes the registered base. */
export const capturesBase = (channel: string | undefined): boolean =>
  channel !== undefined && baseCaptureChannels.some(({ value }) => value.includes(channel));
