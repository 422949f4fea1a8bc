import type { Month } from '@canbao/calendar';
import type { StoredEvent } from '@canbao/event-sourcing';
import type { AccountEvent } from './account/contribution-account.events';

/**
 * The id of the last event of the account that a condition rests on; undefined where the condition follows
 * from the law or the calendar alone.
 */
export const evidenceOf = (events: readonly StoredEvent[], code: string, month: Month): string | undefined =>
  events.findLast((event) => supports(event as unknown as AccountEvent, code, month))?.eventId;

const supports = ({ type, data }: AccountEvent, code: string, month: Month): boolean => {
  switch (code) {
    case 'bundle-incomplete':
      return type === 'BundlePartNoted' && data.month === month;
    case 'not-registered':
      return type === 'EnrolmentNoted' || type === 'EnrolmentEndNoted';
    case 'person-deceased':
      return type === 'DeathNoted';
    case 'covered-by-employer':
      return type === 'EmployerCoverNoted';
    case 'posting-refused':
      return type === 'PostingRefusalNoted' && data.month === month;
    case 'already-paid':
      return type === 'MonthsPaid' && data.months.includes(month);
    default:
      return false;
  }
};
