import type { Month } from '@canbao/calendar';
import type { StoredEvent } from '@canbao/event-sourcing';
import type { AccountEvent } from './contribution-account.events';

const speaks = ({ type, data }: AccountEvent, code: string, month: Month): boolean => {
  switch (code) {
    case 'bundle-incomplete':
      return type === 'BundlePartNoted' && data.month === month;
    case 'not-registered':
      return type === 'EnrolmentNoted' || type === 'EnrolmentEndNoted';
    case 'already-paid':
      return type === 'MonthsPaid' && data.months.includes(month);
    default:
      return false;
  }
};

/**
 * The id of the last event of the account that a condition rests on (promise 5); none where the law alone or
 * the calendar speaks.
 */
export const evidenceOf = (events: readonly StoredEvent[], code: string, month: Month): string | undefined =>
  events.findLast((event) => speaks(event as unknown as AccountEvent, code, month))?.eventId;
